"""A caller who is not understood is hung up on, although people can take calls."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...nodes.branch import Branch
from ...nodes.collect import Collect
from ...nodes.end import End
from ...nodes.hangup import Hangup
from ...nodes.hours import Hours
from ...nodes.menu import Menu
from ...nodes.message import Message
from ...nodes.play import Play
from ...nodes.say import Say
from ...nodes.set import Set
from ...nodes.switch import Switch
from ...nodes.transfer import Transfer
from ...rule import Rule
from .direction import outbound_evidence
from .ways import Reach

RULE = Rule(
    id="retries-without-escalation",
    severity="warning",
    summary="A caller who is not understood is hung up on, although people can take calls.",
    doc="""\
The flow has a transfer to a person, and tells callers again what kind of answer it wants; but when all tries are used
up it ends the call. That hits those whom recognition serves worst: accents, noise, speech impairments. The rule looks
at `gave_up` and `no_match` of nodes with lines in `retries`, where the edge leads to the end of the call and nothing
but speech is in between. It leaves out

- `no_input`, since nobody may be there;
- questions that are asked only after nobody took the call: behind `busy`, `no_answer`, `failure` or `closed` of a
  `transfer`, and behind `closed` of `hours`;
- a `collect` where an answer, often "no", ends the call in the same place at once: giving up counts as this answer;
- calls that the flow places itself, where it says goodbye: whoever is called has asked for nothing.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "Say sales, or person."
    choices: {sales: {to: bye}, person: {to: human}}
    retries: {no_input: ["Please say sales, or person."], no_match: ["You can say sales, or person."]}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: menu
    ask: "Say sales, or person."
    choices: {sales: {to: bye}, person: {to: human}}
    retries: {no_input: ["Please say sales, or person."], no_match: ["You can say sales, or person."]}
    next: [{on: no_input, to: bye}, {on: no_match, to: human}]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


_GAVE_UP = ("gave_up", "no_match")
_NOBODY = ("busy", "no_answer", "failure", "closed")


def check(linked: Linked) -> Iterator[Diagnostic]:
    people = [node_id for node_id, node in linked.nodes.items() if isinstance(node, Transfer)]
    if not people:
        return
    person = max(people, key=lambda node_id: len(list(linked.graph.links.predecessors(node_id))))
    label = Label(linked.nodes[person].type.span, "could take the call")
    places_calls = outbound_evidence(linked) is not None
    untried = _untried(linked)
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Collect | Menu) or node.retries is None or node_id not in untried:
            continue
        if not (node.retries.no_match or node.retries.no_input):
            continue
        for edge in node.next:
            event = edge.on.value if edge.on is not None else ""
            way = _way_out(linked, edge) if event in _GAVE_UP else ()
            is_polite = places_calls and _is_goodbye(linked, edge, way)
            if way and not is_polite and not _is_an_answer(linked, node, way[-1]):
                message = f"`{event}` hangs up on a caller who was not understood"
                yield RULE.at(edge.place, message, related=(label,), help=f"Lead to a person: `to: {person}`.")


def _untried(linked: Linked) -> Reach:
    """Where calls can get before anybody was asked to take them, while somebody may be there."""
    in_vain = {
        id(edge)
        for node in linked.nodes.values()
        if isinstance(node, Transfer | Hours)
        for edge in node.next
        if edge.on is not None and edge.on.value in _NOBODY
    }
    return Reach(linked, stops=lambda edge: id(edge) in in_vain)


def _way_out(linked: Linked, edge: EdgeFields) -> tuple[str, ...]:
    """From the target to the end of the call, where nothing but speech is in between; empty if it is not so."""
    way: list[str] = []
    current = linked.graph.resolve(edge.target)
    while current not in way:
        way.append(current)
        node = linked.nodes.get(current)
        if isinstance(node, End | Hangup):
            return tuple(way)
        if not isinstance(node, Say | Play) or [onward.kind for onward in node.next] != ["always"]:
            break
        current = linked.graph.resolve(node.next[0].target)
    return ()


def _is_goodbye(linked: Linked, edge: EdgeFields, way: tuple[str, ...]) -> bool:
    """Something is said before the line goes dead."""
    nodes = [linked.nodes[node_id] for node_id in way]
    return edge.say is not None or any(isinstance(node, Say) or getattr(node, "say", None) for node in nodes)


def _is_an_answer(linked: Linked, asked: Collect | Menu, end: str) -> bool:
    """Some answer to it ends the call in the same place, and nothing happens in between but a text message that fails.

    A menu tells silence from what it does not understand, so there nothing has to pass for an answer.
    """
    if not isinstance(asked, Collect):
        return False
    waiting: list[Spanned[str] | None] = [
        edge.target for edge in asked.next if edge.on is not None and edge.on.value == "done"
    ]
    seen: set[str] = set()
    while waiting:
        target = linked.graph.resolve(waiting.pop())
        node = linked.nodes.get(target)
        if target == end:
            return True
        if target not in seen and isinstance(node, Branch | Switch | Set | Message):
            ways = node.targets()
            waiting += [way for way, edge in ways if edge is None or edge.on is None or edge.on.value == "failure"]
        seen.add(target)
    return False
