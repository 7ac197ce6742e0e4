"""Circles that lead through other flows: by a jump, or through a sub-flow that comes back."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

MIND = {"turnless-cycle", "hold-without-timeout"}
HEAD = """\
schema: talkif.flow/v1
flow: {flow}
start: begin
inputs: {{n: {{type: integer, default: 0}}, word: {{type: string, default: none}}}}
variables: {{x: {{type: string}}}}
outcomes: [done, again]
tools: {{find: {{description: Finds an order., url: "https://api.example.com/order"}}}}
nodes:
"""
SAY = "  begin: {{type: say, text: Hello., next: on}}\n  on: {{type: jump, flow: {0}}}\n"
ASK = (
    '  begin: {{type: collect, into: x, ask: "Who is it?", next: [{{on: done, to: on}}, {{on: gave_up, to: on}}]}}\n'
    "  on: {{type: jump, flow: {0}}}\n"
)
WAIT = "  begin: {{type: wait, for: 2s, next: on}}\n  on: {{type: jump, flow: {0}}}\n"


def found(flows: dict[str, str], entry: str = "a") -> list[tuple[str, str]]:
    """`flows`: id -> its nodes."""
    files = {f"{flow}.yaml": HEAD.format(flow=flow) + nodes for flow, nodes in flows.items()}
    items = check_flow(files, f"{entry}.yaml")
    assert {item.rule for item in items if item.severity == "error"} <= MIND, items
    return [(item.rule, item.message) for item in items if item.rule in MIND]


def turnless(*flows: str) -> list[tuple[str, str]]:
    chain = " -> ".join(f"`{flow}`" for flow in flows)
    return [("turnless-cycle", f"the circle of flows {chain} never waits for the caller")]


def test_flows_that_jump_to_each_other_without_a_turn_of_the_caller() -> None:
    assert found({"a": "  begin: {type: jump, flow: a}\n"}) == turnless("a", "a")
    both = {"a": SAY.format("b"), "b": SAY.format("a")}
    assert found(both) == turnless("a", "b", "a")
    assert found(both, "b") == turnless("b", "a", "b")
    assert found({"a": SAY.format("b"), "b": SAY.format("c"), "c": SAY.format("b")}) == []


@pytest.mark.parametrize("other", [ASK, WAIT])
def test_a_turn_or_a_pause_in_one_of_them_is_enough(other: str) -> None:
    assert found({"a": SAY.format("b"), "b": other.format("a")}) == []


def test_a_turn_beside_the_way_is_none() -> None:
    aside = "  begin: {type: hours, schedule: office, next: [{on: open, to: on}, {on: closed, to: ask}]}\n"
    aside = aside.replace("schedule: office", 'windows: [{days: [mon], from: "09:00", to: "17:00"}]')
    aside += '  ask: {type: collect, into: x, ask: "Who?", next: [{on: done, to: on}, {on: gave_up, to: on}]}\n'
    aside += "  on: {type: jump, flow: a}\n"
    assert found({"a": SAY.format("b"), "b": aside}) == turnless("a", "b", "a")


@pytest.mark.parametrize(
    ("condition", "inputs", "is_found"),
    [
        ("inputs.n > 3", '{n: "inputs.n + 1"}', False),
        # The same in each round, or nobody asks for it.
        ("inputs.n > 3", '{n: "1"}', True),
        ("inputs.n > 3", '{n: "inputs.n"}', True),
        ("inputs.n > 3", "{}", True),
        ("inputs.n > 3", "{word: \"inputs.word + 'x'\"}", True),
        ("contact.firstName == 'Ana'", '{n: "inputs.n + 1"}', True),
        ("inputs.word == 'now'", '{word: "system.time"}', False),
    ],
)
def test_what_counts_the_rounds_between_flows(condition: str, inputs: str, is_found: bool) -> None:
    nodes = f"""\
  begin: {{type: branch, next: [{{if: "{condition}", to: bye}}, {{else: on}}]}}
  on: {{type: jump, flow: b, inputs: {inputs}}}
  bye: {{type: end, outcome: done}}
"""
    back = """\
  begin: {type: say, text: Hello., next: on}
  on: {type: jump, flow: a, inputs: {n: inputs.n, word: inputs.word}}
"""
    assert found({"a": nodes, "b": back}) == (turnless("a", "b", "a") if is_found else [])


def test_what_a_service_answers_may_lead_out() -> None:
    nodes = """\
  begin: {type: tool, tool: find, into: x, next: [{on: success, to: look}, {on: failure, to: bye}]}
  look: {type: branch, next: [{if: "vars.x == 'there'", to: bye}, {else: on}]}
  on: {type: jump, flow: a}
  bye: {type: end, outcome: done}
"""
    assert found({"a": nodes}) == []
    assert found({"a": nodes.replace("into: x, ", "").replace("vars.x == 'there'", "contact.firstName == 'Ana'")}) == (
        turnless("a", "a")
    )


CALLER = """\
  begin: {type: subflow, flow: b, next: [{on: "exit:done", to: bye}, {on: "exit:again", to: begin}]}
  bye: {type: end, outcome: done}
"""
ENDS = "  good: {type: end, outcome: done}\n  bad: {type: end, outcome: again}\n"
LOOK = "[{on: success, to: good}, {on: failure, to: bad}]"
HEARS = '{type: collect, into: x, ask: "Who?", next: [{on: done, to: good}, {on: gave_up, to: bad}]}'


@pytest.mark.parametrize(
    ("begin", "rules"),
    [
        (f"  begin: {{type: tool, tool: find, say: Wait., next: {LOOK}}}\n", ["turnless-cycle"]),
        (f"  begin: {HEARS}\n", []),
        # The caller has a turn at the other exit only.
        (
            "  begin: {type: tool, tool: find, next: [{on: success, to: ask}, {on: failure, to: bad}]}\n"
            f"  ask: {HEARS}\n",
            ["turnless-cycle"],
        ),
        (
            "  begin: {type: tool, tool: find, next: [{on: success, to: good}, {on: failure, to: ask}]}\n"
            f"  ask: {HEARS}\n",
            [],
        ),
        ("  begin: {type: jump, flow: c}\n", ["turnless-cycle"]),
    ],
)
def test_a_sub_flow_is_a_turn_where_the_caller_has_one_in_it(begin: str, rules: list[str]) -> None:
    flows = {"a": CALLER, "b": begin + ENDS, "c": f"  begin: {{type: tool, tool: find, next: {LOOK}}}\n{ENDS}"}
    assert [rule for rule, _ in found(flows)] == rules


def test_a_sub_flow_in_which_time_passes_may_hold_the_caller() -> None:
    held = f"  begin: {{type: wait, for: 8s, next: look}}\n  look: {{type: tool, tool: find, next: {LOOK}}}\n{ENDS}"
    assert [rule for rule, _ in found({"a": CALLER, "b": held})] == ["hold-without-timeout"]
    asked = held.replace("next: look", "next: ask") + f"  ask: {HEARS}\n".replace("to: good", "to: look")
    assert found({"a": CALLER, "b": asked}) == []
