from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: begin
variables: {{n: {{type: integer}}, again: {{type: boolean}}, word: {{type: string}}}}
nodes:
  begin: {{type: set, assignments: {{n: "0", again: "false", word: "'none'"}}, next: ask}}
  ask: {{type: branch, next: [{{if: "{condition}", to: {held}}}, {{else: {failed}}}]}}
  round: {{type: set, assignments: {assigned}, next: ask}}
  bye: {{type: end}}
"""


@pytest.mark.parametrize(
    ("condition", "assigned", "is_found"),
    [
        ("vars.n > 3", '{n: "vars.n + 1"}', False),
        ("vars.n > 3", '{again: "true"}', True),
        # The same value in each round, which does not lead out ...
        ("vars.n > 3", '{n: "1"}', True),
        ("vars.n > 3 && vars.again", '{n: "1", again: "true"}', True),
        ("vars.word == 'done'", """{word: "'more'"}""", True),
        # ... or which does, after the first one.
        ("vars.n > 3", '{n: "4"}', False),
        ("vars.again", '{again: "true"}', False),
        ("vars.n > 3 || vars.again", '{n: "1", again: "true"}', False),
        ("vars.word == 'done'", """{word: "'done'"}""", False),
        # Who knows.
        ("vars.word.size() > 5", """{word: "'longer than that'"}""", False),
        ("vars.n > 3", '{n: "size(contact.tags)"}', False),
    ],
)
def test_what_counts_the_rounds(condition: str, assigned: str, is_found: bool) -> None:
    def found(condition: str, held: str, failed: str) -> bool:
        text = FLOW.format(condition=condition, assigned=assigned, held=held, failed=failed)
        items = check_flow({"a.yaml": text}, "a.yaml")
        assert not [item for item in items if item.rule in ("condition-type", "condition-syntax", "undefined-variable")]
        return "turnless-cycle" in {item.rule for item in items}

    assert found(condition, "bye", "round") == is_found
    assert found(f"!({condition})", "round", "bye") == is_found


@pytest.mark.parametrize(
    ("assigned", "cases", "is_found"),
    [
        ('{n: "vars.n + 1"}', '{type: switch, on: vars.n, cases: {"3": bye}, next: [{else: round}]}', False),
        ("""{word: "'done'"}""", "{type: switch, on: vars.word, cases: {done: bye}, next: [{else: round}]}", False),
        ("""{word: "'more'"}""", "{type: switch, on: vars.word, cases: {done: bye}, next: [{else: round}]}", True),
        ("""{word: "'more'"}""", "{type: switch, on: vars.word, cases: {done: round}, next: [{else: bye}]}", False),
        ('{n: "vars.n"}', '{type: branch, next: [{if: "vars.n > 3", to: bye}, {else: round}]}', True),
        # Assigned where the circle is left.
        ("{again: 'true'}",
         '{type: branch, next: [{if: "vars.n > 3", to: bye, set: {n: "vars.n + 1"}}, {else: round}]}', True),
    ],
)  # fmt: skip
def test_what_else_counts_the_rounds(assigned: str, cases: str, is_found: bool) -> None:
    text = FLOW.format(condition="true", assigned=assigned, held="bye", failed="round")
    text = "".join(
        f"  ask: {cases}\n" if line.startswith("  ask:") else line for line in text.splitlines(keepends=True)
    )
    items = check_flow({"a.yaml": text}, "a.yaml")
    assert not [item for item in items if item.rule in ("condition-type", "condition-syntax", "undefined-variable")]
    assert ("turnless-cycle" in {item.rule for item in items}) == is_found


def test_a_condition_with_a_mistake_is_one_finding() -> None:
    text = FLOW.format(condition="vars.m > 3", assigned='{n: "vars.n + 1"}', held="bye", failed="round")
    errors = [item.rule for item in check_flow({"a.yaml": text}, "a.yaml") if item.severity == "error"]
    assert errors == ["undefined-variable"]
