"""Against every path of random graphs: a finding exactly where a call has been, and always after a failed request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.pipeline import check_flow

Kind: TypeAlias = Literal["request", "talk"]
REQUEST_EVENTS = ("success", "failure", "timeout")


@dataclass(frozen=True)
class Node:
    kind: Kind
    targets: tuple[int, ...]
    """Of a request, one for each of its events."""
    reads: bool
    """In its own text: what a request says while it is under way, or the prompt of an agent."""
    says: tuple[bool, ...]
    """For each target, whether the edge to it speaks of the result."""


@st.composite
def flows(draw: st.DrawFn) -> tuple[Node, ...]:
    count = draw(st.integers(2, 12))
    kinds: st.SearchStrategy[Kind] = st.sampled_from(["request", "talk"])
    nodes = []
    for _ in range(count):
        kind = draw(kinds)
        size = len(REQUEST_EVENTS) if kind == "request" else draw(st.integers(1, 3))
        targets = draw(st.lists(st.integers(0, count - 1), min_size=size, max_size=size))
        says = draw(st.lists(st.booleans(), min_size=size, max_size=size))
        nodes.append(Node(kind, tuple(targets), draw(st.booleans()), tuple(says)))
    return tuple(nodes)


def written(nodes: tuple[Node, ...]) -> str:
    lines = ["schema: talkif.flow/v1", "flow: a", "start: n0"]
    lines += ['tools: {find: {description: Finds an order., url: "https://api.example.com/order"}}', "nodes:"]
    for number, node in enumerate(nodes):
        text = "See {{last.result}}." if node.reads else "Chat."
        own = f'type: tool, tool: find, say: "{text}"' if node.kind == "request" else f'type: agent, prompt: "{text}"'
        lines.append(f"  n{number}:\n    {own.replace(', ', chr(10) + '    ')}\n    next:")
        for place, (target, says) in enumerate(zip(node.targets, node.says, strict=True)):
            decider = f"on: {REQUEST_EVENTS[place]}" if node.kind == "request" else f"when: Way {place}"
            line = ', say: "It is {{last.result}}."' if says else ""
            lines.append(f"      - {{{decider}, to: n{target}{line}}}")
        lines += ["      - {when: Bye, to: bye}"] if node.kind == "talk" else []
    return "\n".join([*lines, "  bye: {type: end}", ""])


def states(nodes: tuple[Node, ...]) -> dict[int, set[bool]]:
    """Node -> whether the last request before it has failed, on each of the paths that lead there."""
    found: dict[int, set[bool]] = {}
    walks = [(0, False)]
    while walks:
        number, failed = walks.pop()
        if failed in found.setdefault(number, set()):
            continue
        found[number].add(failed)
        node = nodes[number]
        walks += [
            (target, failed if node.kind == "talk" else REQUEST_EVENTS[place] != "success")
            for place, target in enumerate(node.targets)
        ]
    return found


def lines_without_result(nodes: tuple[Node, ...]) -> Iterator[str]:
    """JSON pointers of the texts that a call comes to only after a failure."""
    before = states(nodes)
    for number, node in enumerate(nodes):
        is_failed = before.get(number) == {True}
        if node.reads and is_failed:
            yield f"/nodes/n{number}/{'say' if node.kind == 'request' else 'prompt'}"
        for place, says in enumerate(node.says):
            has_failed = REQUEST_EVENTS[place] != "success" if node.kind == "request" else is_failed
            if says and has_failed:
                yield f"/nodes/n{number}/next/{place}/say"


@settings(max_examples=150, deadline=None)
@given(flows())
def test_it_agrees_with_every_path(nodes: tuple[Node, ...]) -> None:
    found = check_flow({"a.yaml": written(nodes)}, "a.yaml")
    assert not [item for item in found if item.rule in ("wrong-type", "yaml-syntax", "unknown-key")]
    pointers = sorted(item.pointer for item in found if item.rule == "result-before-success")
    assert pointers == sorted(lines_without_result(nodes))
