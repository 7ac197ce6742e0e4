"""A flow that places calls does not say what to do with an answering machine."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.voicemail import Voicemail
from ...rule import Rule
from .direction import outbound_evidence

RULE = Rule(
    id="no-voicemail-branch",
    severity="warning",
    summary="A flow that places calls does not say what to do with an answering machine.",
    doc="""\
About a third of the calls that are placed reach a machine. Without an edge for it the flow talks to the greeting, takes
it for answers, and leaves half a conversation as a message. The rule looks at flows that read `campaign`,
`call.attempt`, or ask whether `call.direction` is outbound; it is content with any `on: voicemail` and with a
`voicemail` node.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello, it is about {{default campaign.name 'your order'}}.", next: stop}
  stop: {type: dnc, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
handlers: [{on: voicemail, to: bye}]
nodes:
  greet: {type: say, text: "Hello, it is about {{default campaign.name 'your order'}}.", next: stop}
  stop: {type: dnc, next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    evidence = outbound_evidence(linked)
    if evidence is None or linked.flow.start is None:
        return
    edges = [*linked.handlers, *(edge for node in linked.nodes.values() for edge in node.next)]
    takes = any(edge.on is not None and edge.on.value in ("voicemail", "human") for edge in edges)
    if not takes and not any(isinstance(node, Voicemail) for node in linked.nodes.values()):
        yield RULE.at(
            linked.flow.start.span,
            "nothing says what happens when an answering machine picks up",
            related=(Label(evidence, "the flow places calls"),),
            help="Add a handler: `- {on: voicemail, to: ...}`, to a `voicemail` node or to the end.",
        )
