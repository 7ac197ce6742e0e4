"""A way through the flow takes too many turns of the caller."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...rule import Rule

USUAL_TURNS = 60
_SHOWN = 12
"""Nodes of the way that are shown at each end."""

RULE = Rule(
    id="long-way",
    severity="warning",
    summary="A way through the flow takes too many turns of the caller.",
    doc="""\
Counted are the questions and conversations on a way that comes to no node twice; `budgets.path_turns` of the project
sets the limit, 60 if left out. Callers hang up long before they have answered so much.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}, name: {type: string}}
outputs: [topic, name]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: ask}, {on: gave_up, to: bye}]}
  ask: {type: collect, into: name, ask: "What is your name?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
budgets: {path_turns: 1}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
budgets: {path_turns: 1}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    budgets = linked.project.budgets if linked.project is not None else None
    limit = budgets.path_turns.value if budgets is not None and budgets.path_turns is not None else USUAL_TURNS
    graph, start = linked.graph, linked.flow.start
    if start is None or graph.start not in linked.nodes or len(linked.nodes) <= limit:
        return
    turns = {node_id: int(node.LISTENS) for node_id, node in linked.nodes.items()}
    way = _long_way(graph.links.subgraph(linked.nodes), graph.start, turns)
    count = sum(turns[vertex] for vertex in way)
    if count > limit:
        message = f"a call may take {count} turns of the caller to come to an end; the limit is {limit}"
        yield RULE.at(start.span, message, path=_cut(way), help=f"Counted on the way to `{way[-1]}`.")


def _long_way(ways: Digraph, start: str, turns: dict[str, int]) -> tuple[str, ...]:
    """The longest of the ways that never go back in a walk through the graph. The longest of all takes too long."""
    longest: dict[str, tuple[int, str | None]] = {}
    for vertex in _finished(ways, start):
        onward = [(longest[target][0], target) for target in ways.successors(vertex) if target in longest]
        count, following = max(onward, key=itemgetter(0)) if onward else (0, None)
        longest[vertex] = (turns[vertex] + count, following)
    way: list[str] = []
    current: str | None = start
    while current is not None:
        way.append(current)
        current = longest[current][1]
    return tuple(way)


def _finished(ways: Digraph, start: str) -> Iterator[str]:
    """Vertices as a walk in depth is done with them: each after all that it leads to, apart from circles."""
    seen = {start}
    walk = [(start, iter(ways.successors(start)))]
    while walk:
        vertex, targets = walk[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                walk.append((target, iter(ways.successors(target))))
                break
        else:
            walk.pop()
            yield vertex


def _cut(way: tuple[str, ...]) -> tuple[str, ...]:
    return way if len(way) <= 2 * _SHOWN else (*way[:_SHOWN], "...", *way[-_SHOWN:])
