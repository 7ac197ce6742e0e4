"""The call is cut off before some end of the flow can be reached."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Text
from ...linking.flow_graph import ANYWHERE
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.end import End
from ...nodes.fields import NodeFields
from ...nodes.menu import Menu
from ...nodes.say import Say
from ...nodes.transfer import Transfer
from ...nodes.voicemail import Voicemail
from ...nodes.wait import Wait
from ...rule import Rule
from ..dialogue.speech import duration_ms, line_of
from ..dialogue.ways import shown

RULE = Rule(
    id="max-call-too-short",
    severity="error",
    summary="The call is cut off before some end of the flow can be reached.",
    doc="""\
`max_call` ends the call whatever is going on. Here it does so before a caller who answers at once has heard all that is
said on the shortest way to this end, so that no call ever ends there. Often the unit is wrong: `30s` for `30m`. How
long speech takes is an estimate, so the rule leaves a quarter of it as margin; pauses of the flow count with it.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
settings: {max_call: 5s}
nodes:
  greet:
    type: say
    text: "Welcome to the service line of the city library. Today we are open until eight in the evening."
    next: bye
  bye: {type: end, say: "Thank you for calling. Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
settings: {max_call: 5m}
nodes:
  greet:
    type: say
    text: "Welcome to the service line of the city library. Today we are open until eight in the evening."
    next: bye
  bye: {type: end, say: "Thank you for calling. Goodbye."}
""",
)


_MARGIN = 0.8
"""Share of the estimate that speech surely takes."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    limit = linked.flow.settings.max_call if linked.flow.settings is not None else None
    # A limit of nothing is a finding of its own.
    if limit is None or limit.value == 0 or linked.graph.start == ANYWHERE:
        return
    ready_ms, before = _quickest(linked)
    ends = [vertex for vertex, node in linked.nodes.items() if isinstance(node, End) and vertex in ready_ms]
    worst = max(ends, key=ready_ms.__getitem__, default=None)
    if worst is None or ready_ms[worst] * _MARGIN <= limit.value:
        return
    way = [worst]
    while (previous := before[way[-1]]) is not None:
        way.append(previous)
    yield RULE.at(
        limit.span,
        f"no call comes to `{worst}`: even the shortest way takes some {round(ready_ms[worst] / 1_000)} seconds",
        related=(Label(linked.nodes[worst].type.span, "out of reach"),),
        path=shown(tuple(reversed(way))),
        help="Allow for more time, and check the unit.",
    )


def _quickest(linked: Linked) -> tuple[dict[str, int], dict[str, str | None]]:
    """Time after which each node can be done, and the node before it on that way (Dijkstra 1959)."""
    start = linked.graph.start
    ready_ms: dict[str, int] = {}
    before: dict[str, str | None] = {}
    waiting: list[tuple[int, str, str]] = [(_length_ms(linked, start), start, "")]
    while waiting:
        at_ms, vertex, origin = heapq.heappop(waiting)
        if vertex in ready_ms:
            continue
        ready_ms[vertex], before[vertex] = at_ms, origin or None
        for target in linked.graph.links.successors(vertex) if vertex != ANYWHERE else ():
            if target not in ready_ms:
                heapq.heappush(waiting, (at_ms + _length_ms(linked, target), target, vertex))
    return ready_ms, before


def _length_ms(linked: Linked, vertex: str) -> int:
    node = linked.nodes.get(vertex)
    if node is None:
        return 0
    if isinstance(node, Wait):
        return node.for_.value
    lines = [line for text in _texts(node) if (line := line_of(linked, text)) is not None]
    return min((duration_ms(line.heard) for line in lines), default=0)


def _texts(node: NodeFields) -> tuple[Text | None, ...]:
    """What is said in the node; of several texts, one."""
    match node:
        case Say():
            return (node.text, *(node.variants or ()))
        case Collect() | Menu():
            return (node.ask,)
        case Agent():
            return (node.greeting,)
        case End() | Transfer():
            return (node.say,)
        case Voicemail():
            return (node.message,)
    return ()
