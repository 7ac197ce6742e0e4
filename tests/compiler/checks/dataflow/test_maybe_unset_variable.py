"""Against every path of small random graphs: a finding exactly where some path leaves the variable unset."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.pipeline import compile_flow

Ways = dict[int, list[int]]


@st.composite
def flows(draw: st.DrawFn) -> tuple[Ways, set[int], set[int]]:
    """(node -> its targets, nodes that fill the variable, nodes that read it)"""
    count = draw(st.integers(2, 7))
    numbers = st.integers(0, count - 1)
    ways = {number: draw(st.lists(numbers, min_size=1, max_size=3, unique=True)) for number in range(count)}
    return ways, draw(st.sets(numbers)), draw(st.sets(numbers))


def written(ways: Ways, fills: set[int], reads: set[int]) -> str:
    lines = ["schema: talkif.flow/v1", "flow: a", "start: n0", "variables: {x: {type: string}}", "nodes:"]
    for number, targets in ways.items():
        filling = ", set: {x: \"'value'\"}" if number in fills else ""
        edges = [f"{{when: Way {index}, to: n{target}{filling}}}" for index, target in enumerate(targets)]
        prompt = "{{x}}" if number in reads else "Chat."
        lines.append(
            f'  n{number}: {{type: agent, prompt: "{prompt}", next: [{", ".join([*edges, "{when: Bye, to: bye}"])}]}}'
        )
    return "\n".join([*lines, "  bye: {type: end}", ""])


def unset_somewhere(ways: Ways, fills: set[int]) -> dict[int, int]:
    """Node -> length of the shortest path on which nothing has filled the variable, by walking all simple paths."""
    shortest: dict[int, int] = {}

    def walk(path: tuple[int, ...]) -> None:
        node = path[-1]
        shortest[node] = min(shortest.get(node, len(path)), len(path))
        if node not in fills:
            for target in ways[node]:
                if target not in path:
                    walk((*path, target))

    walk((0,))
    return shortest


@settings(max_examples=120, deadline=None)
@given(flows())
def test_it_agrees_with_every_path(flow: tuple[Ways, set[int], set[int]]) -> None:
    ways, fills, reads = flow
    unset = unset_somewhere(ways, fills)
    findings = [
        item
        for item in compile_flow({"a.yaml": written(ways, fills, reads)}, "a.yaml").diagnostics
        if item.rule == "maybe-unset-variable"
    ]
    assert {(item.node, len(item.path)) for item in findings} == {
        (f"n{node}", unset[node]) for node in reads if node in unset
    }
    for item in findings:
        steps = [int(step[1:]) for step in item.path]
        assert all(after in ways[before] and before not in fills for before, after in pairwise(steps))
