"""A caller who is not understood is hung up on, although people can take calls."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...link import Linked
from ...nodes.collect import Collect
from ...nodes.end import End
from ...nodes.hangup import Hangup
from ...nodes.menu import Menu
from ...nodes.transfer import Transfer
from ...rule import Rule

RULE = Rule(
    id="retries-without-escalation",
    severity="warning",
    summary="A caller who is not understood is hung up on, although people can take calls.",
    doc="""\
The flow has a transfer to a person, and tells callers again what kind of answer it wants; but when all tries are used
up it ends the call. That hits those whom recognition serves worst: accents, noise, speech impairments. The rule looks
at `gave_up` and `no_match` of nodes with lines in `retries`, where the edge leads straight to the end of the call. It
leaves out `no_input`, since nobody may be there.
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


def check(linked: Linked) -> Iterator[Diagnostic]:
    person = next((node_id for node_id, node in linked.nodes.items() if isinstance(node, Transfer)), None)
    if person is None:
        return
    label = Label(linked.nodes[person].type.span, "could take the call")
    for node in linked.nodes.values():
        if not isinstance(node, Collect | Menu) or node.retries is None:
            continue
        if not (node.retries.no_match or node.retries.no_input):
            continue
        for edge in node.next:
            if edge.on is not None and edge.on.value in ("gave_up", "no_match"):
                target = linked.nodes.get(linked.graph.resolve(edge.target))
                if isinstance(target, End | Hangup):
                    message = f"`{edge.on.value}` hangs up on a caller who was not understood"
                    yield RULE.at(edge.place, message, related=(label,), help=f"Lead to a person: `to: {person}`.")
