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


BESIDE = """\
schema: talkif.flow/v1
flow: a
start: zero
variables: {n: {type: integer}, m: {type: integer}, found: {type: string}}
tools: {find: {description: Finds an order., url: "https://api.example.com/order"}}
nodes:
  zero: {type: set, assignments: {n: "0", m: "0"}, next: check}
  check: {type: branch, next: [{if: "vars.n >= 3", to: bye}, {else: look}]}
  look: {type: tool, tool: find, next: [{on: success, to: bye}, {on: failure, to: count}, {on: timeout, to: bye}]}
  count: {type: set, assignments: {n: "vars.n + 1"}, next: check}
  bye: {type: end}
"""


def paths(*changes: tuple[str, str]) -> list[tuple[str, ...]]:
    text = BESIDE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    items = check_flow({"a.yaml": text}, "a.yaml")
    assert {item.rule for item in items if item.severity == "error"} <= {"turnless-cycle"}, items
    return [item.path for item in items if item.rule == "turnless-cycle"]


@pytest.mark.parametrize(
    "changes",
    [
        (),
        # Down to nothing.
        (('"0", m', '"3", m'), ("n + 1", "n - 1"), ("n >= 3", "n <= 0")),
        (('"0", m', '"3", m'), ("n + 1", "n - 1"), ("n >= 3", "n == 0")),
        # By steps that nobody knows, or with a condition that is not understood.
        (("vars.n + 1", "vars.n - vars.m"),),
        (("n + 1", "n - 1"), ("vars.n >= 3", "vars.m > vars.n")),
        # A counted circle inside of one that another variable counts.
        (
            ("{on: timeout, to: bye}", "{on: timeout, to: outer}"),
            ("  bye:", '  outer: {type: set, assignments: {m: "vars.m + 1", n: "0"}, next: enough}\n  bye:'),
            ("  bye:", '  enough: {type: branch, next: [{if: "vars.m > 3", to: bye}, {else: check}]}\n  bye:'),
        ),
        # Counted on the way back.
        (
            ("{else: look}", '{else: look, set: {m: "vars.m + 1"}}'),
            ("vars.n >= 3", "vars.m >= 3"),
            ("{on: timeout, to: bye}", "{on: timeout, to: check}"),
        ),
        # What the service answers leads out.
        (
            ("tool: find,", "tool: find, into: found,"),
            ("{on: success, to: bye}", "{on: success, to: told}"),
            ("  bye:", "  told: {type: branch, next: [{if: \"vars.found == 'x'\", to: bye}, {else: zero}]}\n  bye:"),
        ),
    ],
)
def test_each_way_round_is_counted(changes: tuple[tuple[str, str], ...]) -> None:
    assert paths(*changes) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Beside the counted one.
        ((("{on: timeout, to: bye}", "{on: timeout, to: look}"),), ("look", "look")),
        # Past the condition, and past the counter.
        ((("{on: timeout, to: bye}", "{on: timeout, to: check}"),), ("check", "look", "check")),
        ((("n + 1\"}, next: check", "n + 1\"}, next: look"),), ("look", "count", "look")),
        # The wrong way.
        ((("n + 1", "n - 1"),), ("check", "look", "count", "check")),
        ((("n + 1", "n - 1"), ("n >= 3\", to: bye}, {else: look}", "n < 3\", to: look}, {else: bye}")),
         ("check", "look", "count", "check")),
        ((("vars.n + 1", "1 + vars.n"), ("n >= 3", "n < 0")), ("check", "look", "count", "check")),
        # Set back in the same round.
        ((("n + 1\"}, next: check", "n + 1\"}, next: zero"),), ("zero", "check", "look", "count", "zero")),
        # Counted by two variables, each of them on one way only.
        (
            (
                ("{on: timeout, to: bye}", "{on: timeout, to: other}"),
                ("  bye:", '  other: {type: set, assignments: {m: "vars.m + 1"}, next: check}\n  bye:'),
            ),
            ("check", "look", "other", "check"),
        ),
        # Another condition of the node comes first.
        (
            (("next: [{if: \"vars.n", "next: [{if: \"contact.firstName == 'Ana'\", to: look}, {if: \"vars.n"),
             ("{on: timeout, to: bye}", "{on: timeout, to: check}")),
            ("check", "look", "check"),
        ),
    ],
)  # fmt: skip
def test_a_way_round_that_nothing_counts_is_found(
    changes: tuple[tuple[str, str], ...], expected: tuple[str, ...]
) -> None:
    assert paths(*changes) == [expected]


def test_circles_inside_of_circles_are_looked_at_within_bounds() -> None:
    count = 200
    nodes = [
        f'  c{index}: {{type: set, assignments: {{v{index}: "vars.v{index} + 1"}}, next: d{index}}}\n'
        f'  d{index}: {{type: branch, next: [{{if: "vars.v{index} > 3", to: bye}}, '
        f"{{if: \"contact.firstName == 'n{index}'\", to: c{index}}}, {{else: c{(index + 1) % count}}}]}}\n"
        for index in range(count)
    ]
    declared = ", ".join(f"v{index}: {{type: integer}}" for index in range(count))
    zero = ", ".join(f'v{index}: "0"' for index in range(count))
    head = f"schema: talkif.flow/v1\nflow: a\nstart: zero\nvariables: {{{declared}}}\nnodes:\n"
    head += f"  zero: {{type: set, assignments: {{{zero}}}, next: c0}}\n  bye: {{type: end}}\n"
    items = check_flow({"a.yaml": head + "".join(nodes)}, "a.yaml")
    assert "turnless-cycle" not in {item.rule for item in items}
