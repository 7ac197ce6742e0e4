"""A flow that places calls does not say that a machine is speaking."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...notices import MACHINE
from ...rule import Rule
from ..dialogue.direction import outbound_evidence
from ..dialogue.notices import speaks_a_known_language, ways_untold
from ..dialogue.ways import shown

RULE = Rule(
    id="ai-disclosure-missing",
    severity="warning",
    summary="A flow that places calls does not say that a machine is speaking.",
    doc="""\
Calls with an artificial voice are regulated nearly everywhere, and many laws ask that the person called is told at the
beginning that no human speaks. The rule looks at flows that read `campaign` or `call.attempt`, ask whether
`call.direction` is outbound, or wait for an answering machine. Some way leads to a node that listens, on which no word
such as "automated", "virtual", "assistant" or "AI" has been spoken (English, German, French, Spanish, Italian,
Portuguese, Dutch); a model that is told what it is counts as well.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: voicemail, to: bye}, {on: "dtmf:9", to: stop}]
nodes:
  greet:
    type: menu
    ask: "Hello, it is about {{default campaign.name 'your order'}}. Is now a good time?"
    choices: {"yes": {to: bye}, "no": {to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  stop: {type: dnc, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: voicemail, to: bye}, {on: "dtmf:9", to: stop}]
nodes:
  greet:
    type: menu
    ask: "Hello, I am a virtual agent, and it is about {{default campaign.name 'your order'}}. Is now a good time?"
    choices: {"yes": {to: bye}, "no": {to: bye}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  stop: {type: dnc, next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    evidence = outbound_evidence(linked)
    if evidence is None or not speaks_a_known_language(linked):
        return
    way = ways_untold(linked, MACHINE).way_to({node_id for node_id, node in linked.nodes.items() if node.LISTENS})
    if way is not None:
        yield RULE.at(
            linked.nodes[way[-1]].type.span,
            "the person called answers here, and nothing has said that a machine is speaking",
            related=(Label(evidence, "the flow places calls"),),
            path=shown(way),
            help='Begin with it: "This is the automated assistant of {{account.name}}."',
        )
