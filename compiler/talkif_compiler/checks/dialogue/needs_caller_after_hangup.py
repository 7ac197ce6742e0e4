"""After a hang-up the flow comes to a node that nobody is there for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from talkif_schemas.artifact.after_hangup import NEEDS_CALLER

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields, happens_anywhere
from ...linking.link import Linked
from ...rule import Rule

RULE = Rule(
    id="needs-caller-after-hangup",
    severity="warning",
    summary="After a hang-up the flow comes to a node that nobody is there for.",
    doc="""\
Where `on: hangup` leads, the flow goes on without the caller: requests and messages are sent, values set, conditions
decided, and lines passed over. At an `agent`, `collect`, `menu`, `transfer`, `voicemail` or `wait` the call is over;
what stands behind it, an outcome too, is never reached. The rule follows each `on: hangup` to the first such nodes.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
handlers: [{on: hangup, to: hold}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  hold: {type: wait, for: 2s, next: note}
  note: {type: http, url: "https://api.example.com/left", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
handlers: [{on: hangup, to: note}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  note: {type: http, url: "https://api.example.com/left", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    told: set[str] = set()
    for edge in _hangups(linked):
        for way in _ways(linked, linked.graph.resolve(edge.target)):
            stop = way[-1]
            if stop in told:
                continue
            told.add(stop)
            node = linked.nodes[stop]
            message = f"after a hang-up nobody is there for `{stop}`, a `{node.TYPE}`: the call ends here"
            help_ = "Lead `on: hangup` past it: to a request, a message, or an `end` with the outcome."
            label = Label(edge.place, "the caller has hung up")
            yield RULE.at(node.type.span, message, help=help_, related=(label,), path=way)


def _hangups(linked: Linked) -> Iterator[EdgeFields]:
    """Edges that a hang-up takes, where the flow gets to them."""
    edges = [edge for id_, node in linked.nodes.items() if id_ in linked.graph.reachable for edge in node.next]
    yield from (edge for edge in (*linked.handlers, *edges) if edge.on is not None and edge.on.value == "hangup")


def _ways(linked: Linked, start: str) -> Iterator[tuple[str, ...]]:
    """A shortest way from `start` to each first node that needs somebody, both ends included."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting:
        current = waiting.popleft()
        node = linked.nodes.get(current)
        if node is None:
            continue
        if node.TYPE in NEEDS_CALLER:
            yield ways[current]
            continue
        for target in linked.graph.links.successors(current):
            if target not in ways and any(map(_is_open, linked.graph.written(current, target))):
                ways[target] = (*ways[current], target)
                waiting.append(target)


def _is_open(edge: EdgeFields | None) -> bool:
    """Whether the edge can be taken with nobody on the line."""
    return edge is None or edge.on is None or not happens_anywhere(edge.on.value)
