"""The line goes dead without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Text
from ...linking.flow_graph import IDLE
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.end import End
from ...nodes.http import Http
from ...nodes.menu import Menu
from ...nodes.tool import Tool
from ...rule import Rule
from .speech import line_of
from .ways import Reach

RULE = Rule(
    id="end-without-goodbye",
    severity="warning",
    summary="The line goes dead without a word.",
    doc="""\
The caller has just answered, or waited for a request, and then the call is over: it sounds like a fault, and many call
again. The rule looks at flows that say goodbye at some of their ends, and there at `end` nodes without `say` that a
`collect`, a `menu`, a `tool` or an `http` leads to without a line on the edge. It leaves out ends after a transfer or a
conversation with a model, those that calls get to only after a hang-up, silence or an answering machine, and requests
during which callers are told goodbye.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: noted}, {on: gave_up, to: bye}]}
  noted: {type: end}
  bye: {type: end, say: "Please call again later. Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: noted}, {on: gave_up, to: bye}]}
  noted: {type: end, say: "Thank you, I noted it. Goodbye."}
  bye: {type: end, say: "Please call again later. Goodbye."}
""",
)


_NOBODY_THERE = frozenset({"hangup", "voicemail", "no_input", "silence"})

_FAREWELL = re.compile(
    r"\b(?:good-?bye|bye|good night|farewell|take care|have an? (?:\w+ )?(?:day|evening|night|weekend|trip)"
    r"|auf wieder\w+|tsch[üu]ss|servus|schönen (?:tag|abend)|guten heimweg|gute nacht"
    r"|au revoir|adieu|à bientôt|bonne (?:journée|soirée|nuit)"
    r"|adiós|hasta (?:luego|pronto|mañana|la vista)|buen día|buenas noches"
    r"|arrivederci|buona (?:giornata|serata)|até (?:logo|breve|amanhã)|tchau|adeus|tot ziens|dag)\b",
    re.IGNORECASE,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    ends = {node_id: node for node_id, node in linked.nodes.items() if isinstance(node, End)}
    polite = next((node for node in ends.values() if node.say is not None), None)
    if polite is None or polite.say is None:
        return
    present = Reach(linked, (IDLE,), _is_left)
    for node_id, node in ends.items():
        origin = next(_origins(linked, node_id, present), None) if node.say is None else None
        if origin is not None:
            label = Label(polite.say.span, "here, callers hear a goodbye")
            message = f"after `{origin}` the line goes dead without a word"
            yield RULE.at(node.type.span, message, related=(label,), path=(origin, node_id), help='Add `say: "..."`.')


def _origins(linked: Linked, end: str, present: Reach) -> Iterator[str]:
    for origin in linked.graph.links.predecessors(end):
        node = linked.nodes.get(origin)
        if not isinstance(node, Collect | Menu | Tool | Http) or origin not in present:
            continue
        is_abrupt = any(edge is None or not (edge.say or _is_left(edge)) for edge in linked.graph.written(origin, end))
        if is_abrupt and not (isinstance(node, Tool | Http) and _takes_leave(linked, origin, node)):
            yield origin


def _is_left(edge: EdgeFields | None) -> bool:
    """Nobody may be there any more, once the edge is taken."""
    return edge is not None and edge.on is not None and edge.on.value in _NOBODY_THERE


def _takes_leave(linked: Linked, node_id: str, node: Tool | Http) -> bool:
    """Callers hear a goodbye while the request runs: its own line, or the one on every way to it."""
    if node.say is not None:
        return _is_farewell(linked, node.say)
    links = linked.graph.links
    edges = [edge for origin in links.predecessors(node_id) for edge in linked.graph.written(origin, node_id)]
    return bool(edges) and all(edge is not None and _is_farewell(linked, edge.say) for edge in edges)


def _is_farewell(linked: Linked, text: Text | None) -> bool:
    line = line_of(linked, text)
    return line is not None and _FAREWELL.search(line.heard) is not None
