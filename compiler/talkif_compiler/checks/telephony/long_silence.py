"""The caller hears nothing, or nothing but ringing, for a long time."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.transfer import Transfer
from ...nodes.wait import Wait
from ...rule import Rule

RULE = Rule(
    id="long-silence",
    severity="warning",
    summary="The caller hears nothing, or nothing but ringing, for a long time.",
    doc="""\
Silence of more than ten seconds is taken for a dropped call. A transfer that rings for more than a minute loses most
callers before anybody answers; take `on: no_answer` earlier, and try another number or offer a call back.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: wait, for: 30s, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: wait, for: 3s, next: bye}
  bye: {type: end}
""",
)


_LONGEST_WAIT_MS = 10_000
_LONGEST_RING_MS = 60_000


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if isinstance(node, Wait) and node.for_.value > _LONGEST_WAIT_MS:
            message = f"{node.for_.value / 1_000:g} seconds of silence sound like a dropped call"
            yield RULE.at(node.for_.span, message, help="Play or say something meanwhile, or wait for a shorter time.")
        elif isinstance(node, Transfer) and node.ring is not None and node.ring.value > _LONGEST_RING_MS:
            message = f"few callers listen to ringing for {node.ring.value / 1_000:g} seconds"
            yield RULE.at(node.ring.span, message, help="Ring for a shorter time, and take `on: no_answer`.")
