"""A warm transfer tells the colleague nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.transfer import Transfer
from ...rule import Rule

RULE = Rule(
    id="warm-transfer-without-briefing",
    severity="warning",
    summary="A warm transfer tells the colleague nothing.",
    doc="""\
`mode: warm` is there to tell the colleague what the call is about before the caller is put through. Without `briefing`
and `whisper` there is nothing to tell: the transfer is a cold one, and the caller has to say everything again.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, mode: warm, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet:
    type: transfer
    mode: warm
    to: "+14155550123"
    briefing: Say who is calling and what about.
    next: [{on: failure, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if not isinstance(node, Transfer) or node.mode is None or node.mode.value != "warm":
            continue
        if node.briefing is None and node.whisper is None:
            advice = 'Add `briefing: "Say who is calling and what about."`, or a `whisper`.'
            yield RULE.at(node.mode.span, "the colleague learns nothing about the call before taking it", help=advice)
