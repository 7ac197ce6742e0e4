"""Against every way through small random graphs: a finding exactly where each of them assigns again before it reads."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.pipeline import check_flow

END = -1
Edge = tuple[int, bool]
"""(target, does it assign)"""


@st.composite
def flows(draw: st.DrawFn) -> tuple[list[list[Edge]], set[int]]:
    """(edges of each node, nodes that read)"""
    count = draw(st.integers(2, 12))
    targets = st.tuples(st.integers(END, count - 1), st.booleans())
    edges = [draw(st.lists(targets, min_size=1, max_size=3)) for _ in range(count)]
    return edges, draw(st.sets(st.integers(0, count - 1)))


def written(edges: list[list[Edge]], reads: set[int]) -> str:
    lines = ["schema: talkif.flow/v1", "flow: a", "start: n0", "variables: {x: {type: string}}", "nodes:"]
    for node, onward in enumerate(edges):
        shown = [
            f"{{when: 'Way {place}', to: {'bye' if target == END else f'n{target}'}"
            + (f", set: {{x: \"'value {node} {place}'\"}}}}" if assigns else "}")
            for place, (target, assigns) in enumerate(onward)
        ]
        prompt = "{{default x 'y'}}" if node in reads else "Chat."
        lines.append(f'  n{node}: {{type: agent, prompt: "{prompt}", next: [{", ".join(shown)}]}}')
    return "\n".join([*lines, "  bye: {type: end}", ""])


def is_lost(edges: list[list[Edge]], reads: set[int], start: int) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        if node == END or node in reads:
            return False
        if node not in seen:
            seen.add(node)
            waiting += [target for target, assigns in edges[node] if not assigns]
    return True


@settings(max_examples=150, deadline=None)
@given(flows())
def test_it_agrees_with_every_way(flow: tuple[list[list[Edge]], set[int]]) -> None:
    edges, reads = flow
    text = written(edges, reads)
    found = {
        item.span.start_position.offset
        for item in check_flow({"a.yaml": text}, "a.yaml")
        if item.rule == "overwritten-before-read"
    }
    expected = {
        text.index(f"x: \"'value {node} {place}'")
        for node, onward in enumerate(edges)
        for place, (target, assigns) in enumerate(onward)
        if assigns and is_lost(edges, reads, target) and reads
    }
    assert found == expected
