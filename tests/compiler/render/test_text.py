from __future__ import annotations

import click

from talkif_compiler.diagnostics import Diagnostic, Edit, Fix, Label
from talkif_compiler.render.text import advice, concise, full, grouped, summary
from talkif_compiler.source import SourceFile, Span
from tests.compiler.render.hostile import ACTIVE
from tests.compiler.render.hostile import FOUND as HOSTILE

FLOW = SourceFile("a.yaml", "one\ntwo\n")
PROMPT = SourceFile("prompts/a.md", "three\n")
FOUND = Diagnostic("dead-end", "error", "it ends", Span(FLOW, 4, 7), related=(Label(Span(PROMPT, 0, 5), "read here"),))
EDITS = (Edit(FOUND.span, "x"),)
SAFE = Diagnostic("wrong-type", "warning", "odd", Span(FLOW, 0, 3), node="n", fixes=(Fix("Do", EDITS, "safe"),))
UNSAFE = Diagnostic("unknown-key", "info", "hm", Span(FLOW, 1, 2), node="n", fixes=(Fix("Try", EDITS, "unsafe"),))


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


def test_findings_are_grouped_by_file_and_node() -> None:
    other = Diagnostic("dead-end", "error", "it ends", Span(PROMPT, 0, 5))
    assert list(grouped([SAFE, UNSAFE, FOUND, other], color=False)) == [
        "a.yaml",
        "  node n",
        "    1:1  warning  wrong-type   odd [fix]",
        "    1:2  info     unknown-key  hm [fix]",
        "  2:1  error    dead-end     it ends",
        "",
        "prompts/a.md",
        "  1:1  error    dead-end  it ends",
        "",
    ]


def test_the_footer_counts_and_says_what_to_do_next() -> None:
    found = [SAFE, UNSAFE, FOUND]
    assert summary(found, ["flow", "flow"], 1.234) == (
        "2 flows checked in 1.23 s, 1 error and 1 warning and 1 info found, 2 with a suggested fix"
    )
    assert summary([], ["flow"]) == "1 flow checked, nothing found"
    assert list(advice(found)) == [
        "`--fix` repairs 1 of them and keeps the meaning.",
        "`--fix --unsafe-fixes` repairs 1 more by a guess; read its `--diff`.",
        "Why it matters on a call: talkif-flows explain RULE (RULE is one of dead-end, unknown-key, wrong-type)",
    ]
    assert list(advice([FOUND])) == ["Why it matters on a call: talkif-flows explain dead-end"]
    assert list(advice([])) == []


def test_hostile_text_does_nothing_to_a_terminal() -> None:
    for line in [*full(HOSTILE, color=False).split("\n"), concise(HOSTILE), *grouped([HOSTILE], color=False)]:
        assert not ACTIVE & set(line)
        line.encode()
    assert "\n" not in concise(HOSTILE)
