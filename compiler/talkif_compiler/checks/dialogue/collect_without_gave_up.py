"""A question can fail, and nothing says what then."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...rule import Rule
from ..names.untaken import untaken

RULE = Rule(
    id="collect-without-gave-up",
    severity="error",
    summary="A question can fail, and nothing says what then.",
    doc="""\
Some callers never give a usable answer: noise, an accent, a child. After the last retry the node gives up; without an
edge for that, the call is stuck.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node_id, node in linked.nodes.items():
        # `next: node_id` is an edge that a `collect` cannot have, which is a finding of its own.
        if not isinstance(node, Collect) or not node.next or any(edge.kind == "always" for edge in node.next):
            continue
        if node.lacks_edges:
            continue
        taken = {edge.on.value for edge in node.next if edge.on is not None}
        is_open = "gave_up" not in taken and not linked.graph.takes(node_id, "gave_up")
        if is_open and untaken(node, ["gave_up"]):
            message = "nothing says where to go when the caller gives no usable answer"
            yield RULE.at(node.type.span, message, help="Add `- {on: gave_up, to: ...}`, often to a person.")
