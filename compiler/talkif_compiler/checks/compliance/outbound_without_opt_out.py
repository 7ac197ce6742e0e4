"""People who are called cannot ask for no more calls."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.dnc import Dnc
from ...nodes.end import End
from ...nodes.jump import Jump
from ...nodes.menu import Menu
from ...nodes.subflow import Subflow
from ...nodes.tool import Tool
from ...rule import Rule
from ..dialogue.direction import outbound_evidence
from .opting_out import NAME, WORDS

RULE = Rule(
    id="outbound-without-opt-out",
    severity="warning",
    summary="People who are called cannot ask for no more calls.",
    doc="""\
Calls with an artificial voice have to offer a way to refuse further ones, and to keep to it. The rule looks at flows
that read `campaign` or `call.attempt`, ask whether `call.direction` is outbound, or wait for an answering machine. It
is content with a `dnc` node, with a `when` or a choice that is about no more calls, with a tool or an outcome of such
a name, and with another flow that the call is handed to. It is a warning, because a call that somebody has asked for
may do without.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: voicemail, to: bye}]
nodes:
  greet: {type: say, text: "Hello, it is about {{default campaign.name 'your order'}}.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: voicemail, to: bye}, {on: "dtmf:9", to: stop}]
nodes:
  greet: {type: say, text: "It is about {{default campaign.name 'your order'}}. Nine stops these calls.", next: pause}
  pause: {type: wait, for: 5s, next: bye}
  stop: {type: dnc, reason: pressed 9, next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    evidence = outbound_evidence(linked)
    if evidence is not None and linked.flow.start is not None and not _offers(linked):
        yield RULE.at(
            linked.flow.start.span,
            "whoever is called has no way to refuse further calls",
            related=(Label(evidence, "the flow places calls"),),
            help='Add a handler: `- {when: "The person wants no more calls", to: ...}`, to a `dnc` node.',
        )


def _offers(linked: Linked) -> bool:
    edges = [*linked.handlers, *(edge for node in linked.nodes.values() for edge in node.next)]
    if any(edge.when is not None and WORDS.search(edge.when.value) for edge in edges):
        return True
    for node in linked.nodes.values():
        match node:
            case Dnc() | Subflow() | Jump():
                return True
            case Menu() if any(WORDS.search(says.value) for way in node.choices.values() for says in way.says or ()):
                return True
            case Tool() if NAME.search(node.tool.value):
                return True
            case End() if node.outcome is not None and NAME.search(node.outcome.value):
                return True
    return False
