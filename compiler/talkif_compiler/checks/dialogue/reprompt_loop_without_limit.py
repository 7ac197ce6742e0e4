"""A question that gives up leads back to itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.edges import EdgeFields
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.menu import Menu
from ...rule import Rule

RULE = Rule(
    id="reprompt-loop-without-limit",
    severity="warning",
    summary="A question that gives up leads back to itself.",
    doc="""\
`gave_up`, `no_input` and `no_match` mean that all tries are used up. An edge for them that comes back to the same
question, without asking anything else and without counting, starts over: somebody who cannot answer is asked until the
call is cut off, and a line that nobody is on stays open. Lead out instead, to a person or to a goodbye.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: sorry}]}
  sorry: {type: say, text: "Sorry, once more.", next: greet}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: sorry}]}
  sorry: {type: say, text: "Sorry, please call again later.", next: bye}
  bye: {type: end}
""",
)


_FAR = 100
"""Nodes that are looked at for a way back; what is farther away is no second try."""
_GIVING_UP = frozenset({"gave_up", "no_input", "no_match"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node_id, node in linked.nodes.items():
        for edge in node.next if isinstance(node, Collect | Menu) else ():
            if edge.on is None or edge.on.value not in _GIVING_UP or edge.set:
                continue
            way = _way_back(linked, linked.graph.resolve(edge.target), node_id)
            if way is not None:
                message = f"`{edge.on.value}` leads back to `{node_id}`, which then starts over, without end"
                advice = "Lead to a person or to a goodbye, or count the rounds."
                yield RULE.at(edge.place, message, path=(node_id, *way), help=advice)


def _way_back(linked: Linked, start: str, goal: str) -> tuple[str, ...] | None:
    """A shortest way along written edges on which nobody is asked and nothing is counted."""
    before: dict[str, str | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in before and len(before) < _FAR:
        current = waiting.popleft()
        node = linked.nodes.get(current)
        if node is None or node.LISTENS or any(True for _ in node.written()):
            continue
        for target, edge in node.targets():
            vertex = linked.graph.resolve(target)
            if vertex not in before and not _counts(edge):
                before[vertex] = current
                waiting.append(vertex)
    if goal not in before:
        return None
    way = [goal]
    while (previous := before[way[-1]]) is not None:
        way.append(previous)
    return tuple(reversed(way))


def _counts(edge: EdgeFields | None) -> bool:
    return edge is not None and bool(edge.set or edge.if_)
