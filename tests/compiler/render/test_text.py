from __future__ import annotations

import click

from talkif_compiler.diagnostics import Diagnostic, Label
from talkif_compiler.render.text import full
from talkif_compiler.source import SourceFile, Span

FLOW = SourceFile("a.yaml", "one\ntwo\n")
PROMPT = SourceFile("prompts/a.md", "three\n")
FOUND = Diagnostic("dead-end", "error", "it ends", Span(FLOW, 4, 7), related=(Label(Span(PROMPT, 0, 5), "read here"),))


def test_a_related_place_in_another_file_is_shown_under_its_own_header() -> None:
    assert full(FOUND, color=False).splitlines() == [
        "error[dead-end]: it ends",
        " --> a.yaml:2:1",
        "  |",
        "1 | one",
        "2 | two",
        "  | ^^^",
        " ::: prompts/a.md:1:1",
        "  |",
        "1 | three",
        "  | ----- read here",
    ]


def test_color_changes_nothing_but_color() -> None:
    colored = full(FOUND, color=True)
    assert "\x1b[" in colored
    assert click.unstyle(colored) == full(FOUND, color=False)
