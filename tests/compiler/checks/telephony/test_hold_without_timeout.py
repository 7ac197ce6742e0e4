from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: begin
variables:
  n: {{type: integer}}
  m: {{type: integer}}
  word: {{type: string}}
  answer: {{type: object, properties: {{left: {{type: integer}}}}}}
tools:
  find: {{description: Finds a free colleague., url: "https://api.example.com/agent"}}
nodes:
  begin: {{type: set, assignments: {{n: "0", m: "0", word: "'none'"}}, next: hold}}
  hold: {{type: wait, for: 8s, next: find}}
  find:
    type: tool
    tool: find
    say: "Hold on."
    into: answer
    next: [{{on: success, to: {success}}}, {{on: failure, to: round}}]
  round: {{type: set, assignments: {assigned}, next: ask}}
  ask: {ask}
  bye: {{type: end}}
"""


def branch(condition: str, held: str = "bye") -> str:
    return f'{{type: branch, next: [{{if: "{condition}", to: {held}}}, {{else: hold}}]}}'


@pytest.mark.parametrize(
    ("assigned", "ask", "is_found"),
    [
        ('{n: "vars.n + 1"}', branch("vars.n > 10"), False),
        ('{n: "vars.n + 1"}', '{type: switch, on: vars.n, cases: {"10": bye}, next: [{else: hold}]}', False),
        ('{n: "vars.m + 1", m: "vars.n"}', branch("vars.n > 10"), False),
        ('{n: "vars.n + 1", m: "vars.n * 2"}', branch("vars.m > 10"), False),
        ("""{word: "'later'"}""", branch("vars.word == 'later'"), False),
        ("""{word: "'later'"}""", "{type: switch, on: vars.word, cases: {later: bye}, next: [{else: hold}]}", False),
        ("""{word: "'later'"}""", branch("system.time > '17:00'"), False),
        # Counted, and nobody asks, or only where the call stays in the circle.
        ('{n: "vars.n + 1"}', branch("vars.m > 10"), True),
        ('{n: "vars.n + 1"}', branch("vars.n > 10", "hold"), True),
        # The same in each round.
        ("""{word: "'later'"}""", branch("vars.word == 'now'"), True),
        ("""{word: "'later'"}""", "{type: switch, on: vars.word, cases: {now: bye}, next: [{else: hold}]}", True),
        ('{n: "vars.n"}', branch("vars.n > 10"), True),
        ('{n: "vars.m + 1"}', branch("vars.n > 10"), True),
        # A service may say so for hours.
        ('{n: "vars.n + 1"}', branch("has(vars.answer.left) && vars.answer.left == 0"), True),
        ('{n: "has(vars.answer.left) ? vars.answer.left : 5"}', branch("vars.n == 0"), True),
    ],
)
def test_what_counts_the_rounds(assigned: str, ask: str, is_found: bool) -> None:
    # Where no condition leads out, an answer does.
    text = FLOW.format(assigned=assigned, ask=ask, success="bye" if "to: bye" not in ask else "round")
    found = check_flow({"a.yaml": text}, "a.yaml")
    wrong = ("condition-type", "condition-syntax", "undefined-variable", "exitless-cycle", "no-path-to-end")
    assert not [item for item in found if item.rule in wrong], found
    assert ("hold-without-timeout" in {item.rule for item in found}) == is_found


def test_what_is_assigned_on_the_way_on_counts_and_on_the_way_out_does_not() -> None:
    counted = '{type: branch, next: [{if: "vars.n > 9", to: bye}, {else: hold, set: {n: "vars.n + 1"}}]}'
    not_counted = '{type: branch, next: [{if: "vars.n > 9", to: bye, set: {n: "vars.n + 1"}}, {else: hold}]}'
    for ask, is_found in ((counted, False), (not_counted, True)):
        text = FLOW.format(assigned='{m: "vars.m + 1"}', ask=ask, success="round")
        assert ("hold-without-timeout" in {item.rule for item in check_flow({"a.yaml": text}, "a.yaml")}) == is_found
