from __future__ import annotations

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.render.github import annotation
from talkif_compiler.source import SourceFile, Span
from tests.compiler.render.hostile import ACTIVE
from tests.compiler.render.hostile import FOUND as HOSTILE

SOURCE = SourceFile("flows/a,b:c.yaml", "one\ntwo\n")


def test_a_finding_is_a_command_with_its_place() -> None:
    found = Diagnostic("dead-end", "warning", "100%", Span(SOURCE, 4, 7), help="Help.")
    assert annotation(found) == (
        "::warning file=flows/a%2Cb%3Ac.yaml,line=2,endLine=2,col=1,endColumn=4,title=dead-end::100%25%0AHelp."
    )


def test_a_place_over_several_lines_has_no_columns() -> None:
    found = Diagnostic("dead-end", "info", "m", Span(SOURCE, 1, 7))
    assert annotation(found) == "::notice file=flows/a%2Cb%3Ac.yaml,line=1,endLine=2,title=dead-end::m"


def test_text_cannot_break_out_of_the_command() -> None:
    line = annotation(HOSTILE)
    assert not ACTIVE & set(line)
    assert "\n" not in line
    properties, _, _ = line.removeprefix("::").partition("::")
    assert [item.partition("=")[0] for item in properties.removeprefix("error ").split(",")] == [
        "file",
        "line",
        "endLine",
        "col",
        "endColumn",
        "title",
    ]
