"""Against every way through small random graphs of silent nodes."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.pipeline import check_flow

PROJECT = "schema: talkif.project/v1\nbudgets: {turn_latency: %s}\n"
HEARD_MS = 247
SPOKEN_MS = 288

Ways = dict[int, tuple[int, int]]
"""Node -> where it goes on success and on failure. What is no node, is the end."""


def written(ways: Ways, times: dict[int, int]) -> str:
    lines = [
        "schema: talkif.flow/v1",
        "flow: a",
        "start: ask",
        "variables: {x: {type: string}}",
        "outputs: [x]",
        "tools:",
        '  get: {description: Gets., url: "https://api.example.com/x"}',
        "nodes:",
        "  ask: {type: collect, into: x, ask: Yes?, next: [{on: done, to: n0}, {on: gave_up, to: bye}]}",
    ]
    for node, (well, badly) in ways.items():
        to = [f"n{target}" if target in ways else "bye" for target in (well, badly)]
        next_ = f"[{{on: success, to: {to[0]}}}, {{on: failure, to: {to[1]}}}]"
        lines.append(f"  n{node}: {{type: tool, tool: get, timeout: {times[node]}ms, next: {next_}}}")
    return "\n".join([*lines, "  bye: {type: end, say: Goodbye.}", ""])


def reported_ms(flow: str, budget: str) -> int | None:
    found = check_flow({"a.yaml": flow, "talkif.yaml": PROJECT % budget}, "a.yaml")
    messages = [item.message for item in found if item.rule == "turn-latency-over-budget"]
    assert len(messages) <= 1
    match = re.search(r"it is ([\d,]+) ms to the answer", messages[0]) if messages else None
    return int(match[1].replace(",", "")) if match else None


@st.composite
def acyclic(draw: st.DrawFn) -> tuple[Ways, dict[int, int]]:
    count = draw(st.integers(1, 6))
    ways = {node: (draw(st.integers(node + 1, count)), draw(st.integers(node + 1, count))) for node in range(count)}
    return ways, {node: draw(st.integers(100, 900)) for node in range(count)}


@settings(max_examples=60, deadline=None)
@given(acyclic())
def test_the_slowest_way_is_the_longest_of_all_ways(case: tuple[Ways, dict[int, int]]) -> None:
    ways, times = case

    def longest(node: int) -> int:
        return times[node] + max(longest(target) for target in ways[node]) if node in ways else 0

    wanted = HEARD_MS + longest(0) + SPOKEN_MS
    assert reported_ms(written(ways, times), "1s") == (wanted if wanted > 1_000 else None)


def test_circles_of_silent_nodes_end() -> None:
    ways = {node: ((node + 1) % 50, 99) for node in range(50)}
    found = reported_ms(written(ways, dict.fromkeys(ways, 500)), "1s")
    assert found is not None
    assert found <= HEARD_MS + 50 * 500 + SPOKEN_MS


def test_a_long_chain_needs_no_deep_stack() -> None:
    ways = {node: (node + 1, 9_999) for node in range(2_000)}
    assert reported_ms(written(ways, dict.fromkeys(ways, 100)), "1s") == HEARD_MS + 2_000 * 100 + SPOKEN_MS


def test_without_a_budget_requests_do_not_count() -> None:
    flow = written({0: (1, 1)}, {0: 9_000})
    assert [item.rule for item in check_flow({"a.yaml": flow}, "a.yaml") if "latency" in item.rule] == []


def test_a_request_that_breaks_the_budget_alone_is_left_to_its_own_rule() -> None:
    flow = written({0: (1, 1)}, {0: 2_000})
    rules = [item.rule for item in check_flow({"a.yaml": flow, "talkif.yaml": PROJECT % "1s"}, "a.yaml")]
    assert "tool-timeout-over-budget" in rules
    assert "turn-latency-over-budget" not in rules


def test_nodes_with_the_same_cause_are_one_finding() -> None:
    nodes = "\n".join(
        f"  n{n}: {{type: agent, prompt: Chat., next: [{{when: On, to: n{n + 1}}}, {{when: Bye, to: n5}}]}}"
        for n in range(5)
    )
    services = "services: {llm: {provider: anthropic, model: claude-fable-5}}"
    head = f"schema: talkif.flow/v1\nflow: a\n{services}\nstart: n0\nnodes:\n"
    found = check_flow({"a.yaml": head + nodes + "\n  n5: {type: end, say: Goodbye.}\n"}, "a.yaml")
    slow = [item.message for item in found if item.rule == "turn-latency-over-budget"]
    assert len(slow) == 2, slow
    assert any("in 3 more" in message for message in slow)


AGENT = """\
schema: talkif.flow/v1
flow: a
start: talk
variables: {x: {type: object, properties: {y: {type: string}}}}
outputs: [x]
tools:
  get: {description: Gets., url: "https://api.example.com/x", timeout: 700ms}
nodes:
  talk:
    type: agent
    prompt: Chat.
    max_turns: 5
    next: [{when: The caller is done, to: get, say: "One moment."}, {%s, to: get}, {on: max_turns, to: bye}]
  get: {type: tool, tool: get, into: x, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
"""


def test_what_happens_to_an_agent_costs_no_thought_and_a_line_on_another_edge_is_not_heard() -> None:
    thought = reported_ms(AGENT % "when: The caller is angry", "900ms")
    event = reported_ms(AGENT % "on: error", "900ms")
    assert thought is not None
    assert event == HEARD_MS + 700 + SPOKEN_MS
    assert thought > event


def test_keys_need_no_recognition() -> None:
    flow = written({0: (1, 1)}, {0: 900}).replace("ask: Yes?", "ask: Yes?, input: [dtmf]")
    assert reported_ms(flow, "1s") == 900 + SPOKEN_MS
