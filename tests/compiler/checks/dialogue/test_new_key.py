from __future__ import annotations

import pytest

from talkif_compiler.checks.dialogue.new_key import added
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import Mapping
from talkif_compiler.syntax.parse import parse


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("node: {type: say, next: bye}\n", "node: {type: say, loud: true, next: bye}\n"),
        ("node:\n  type: say  # remark\n  next: bye\n", "node:\n  type: say\n  loud: true  # remark\n  next: bye\n"),
        ("node:\n    type: 'say'", "node:\n    type: 'say'\n    loud: true"),
    ],
)
def test_a_key_is_written_in_the_style_of_its_mapping(before: str, after: str) -> None:
    document, found = parse(SourceFile("a.yaml", before))
    assert isinstance(document, Mapping)
    assert not found
    node = document.entries["node"].value
    assert isinstance(node, Mapping)
    edit = added(node, "type", "loud: true")
    assert before[: edit.span.start] + edit.replacement + before[edit.span.end :] == after
