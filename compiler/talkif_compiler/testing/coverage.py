"""Which nodes were entered and which ways were taken, over all tests of a flow.

Edges of one kind between two nodes count as one way: what was decided does not tell which of them it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from talkif_schemas.artifact import Artifact, Edge, MenuNode, SwitchNode
from talkif_schemas.events import EdgeTaken, Event, NodeEntered


class Way(Struct, frozen=True):
    node: str | None
    """None for a handler, and for the way out of silence, which hold everywhere."""
    kind: str
    """`if`, `on`, `when`, `else`, `always`, or `idle`."""
    to: str
    condition: str = ""
    """Of an `if` edge."""


class Coverage(Struct):
    """Of one flow."""

    nodes: Counter[str]
    """Node -> how often it was entered."""
    ways: Counter[Way]
    """Way -> how often it was taken."""

    @property
    def edges(self) -> dict[Way, int]:
        return {way: count for way, count in self.ways.items() if way.node is not None}

    @property
    def handlers(self) -> dict[Way, int]:
        """With the way out of silence."""
        return {way: count for way, count in self.ways.items() if way.node is None}


def of_artifact(artifact: Artifact) -> Coverage:
    """Nothing has been entered and taken yet."""
    nodes = Counter(dict.fromkeys(artifact.nodes, 0))
    return Coverage(nodes, Counter(dict.fromkeys(ways_of(artifact), 0)))


def ways_of(artifact: Artifact) -> Iterator[Way]:
    for node_id, node in artifact.nodes.items():
        yield from (_way(node_id, edge) for edge in node.edges)
        if isinstance(node, MenuNode):
            yield from (Way(node_id, "on", choice.to) for choice in node.choices)
        elif isinstance(node, SwitchNode):
            yield from (Way(node_id, "on", to) for to in node.cases.values())
    yield from (_way(None, handler) for handler in artifact.handlers)
    if artifact.settings.idle is not None:
        yield Way(None, "idle", artifact.settings.idle.then)


def add(found: dict[str, Coverage], artifact: Artifact, facts: Iterable[Event]) -> None:
    """Count what a call of the flow did, in it and in the flows that it led to. `found`: flow id -> coverage."""
    for name, flow in {artifact.flow: artifact, **artifact.flows}.items():
        if name not in found:
            found[name] = of_artifact(flow)
    for fact in facts:
        if isinstance(fact, NodeEntered):
            found[fact.flow or artifact.flow].nodes[fact.node] += 1
        elif isinstance(fact, EdgeTaken):
            coverage = found[fact.flow or artifact.flow]
            way = _taken(fact)
            if way in coverage.ways:
                coverage.ways[way] += 1


def _taken(fact: EdgeTaken) -> Way:
    if fact.reason == "idle" and not fact.handler:
        return Way(None, "idle", fact.to)
    return Way(None if fact.handler else fact.node, fact.kind, fact.to, fact.reason if fact.kind == "if" else "")


def _way(node_id: str | None, edge: Edge) -> Way:
    return Way(node_id, edge.kind, edge.to, edge.condition or "")
