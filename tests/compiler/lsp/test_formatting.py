from __future__ import annotations

import pytest

from talkif_compiler.fix import rewritten
from talkif_compiler.formatting import formatted
from talkif_compiler.lsp.formatting import format_edits
from talkif_compiler.source import SourceFile

HEAD = "schema: talkif.flow/v1\nflow: a\n"
TAIL = "start:   b\nnodes:\n  b: {type: end}\n"


@pytest.mark.parametrize("middle", ["name:   'x'\n", "name: x  \n\n\n\n", "outputs: [ a,b ]\n", ""])
def test_the_edits_make_the_one_form(middle: str) -> None:
    source = SourceFile("a.yaml", HEAD + middle + TAIL)
    assert rewritten(source.text, format_edits(source)) == formatted(source)[0]


def test_only_the_lines_that_change_are_touched() -> None:
    source = SourceFile("a.yaml", HEAD + TAIL)
    (edit,) = format_edits(source)
    assert edit.span.text == "start:   b\n"
    assert edit.replacement == "start: b\n"


def test_a_clean_file_and_a_broken_one_are_left_alone() -> None:
    assert format_edits(SourceFile("a.yaml", HEAD)) == []
    assert format_edits(SourceFile("a.yaml", HEAD + "x: [\n")) == []
    assert format_edits(SourceFile("a.yaml", HEAD.replace("\n", "\r\n"))) == []


def test_a_last_line_gets_its_end() -> None:
    source = SourceFile("a.yaml", HEAD + "name: x")
    assert rewritten(source.text, format_edits(source)) == HEAD + "name: x\n"
