"""Something that can happen in a node leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.fields import NodeFields
from ...rule import Rule
from ..names.untaken import untaken

RULE = Rule(
    id="unhandled-outcome",
    severity="error",
    summary="Something that can happen in a node leads nowhere.",
    doc="""\
Tools fail, transfers are not answered, callers say nothing. When that happens and no edge or handler takes it, the
caller waits in silence until the call is cut off. Where a node may go on with `next: node_id`, this takes all of them.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node_id, node in linked.nodes.items():
        # A node without any way out is a dead end, which is a finding of its own.
        if node.lacks_edges or not any(True for _ in node.targets()) or _goes_on(node):
            continue
        taken = {edge.on.value for edge in node.next if edge.on is not None}
        open_ = [event for event in node.needed if event not in taken and not linked.graph.takes(node_id, event)]
        if missing := untaken(node, open_):
            names = " and ".join(f"`{event}`" for event in missing)
            edges = ", ".join(f"`- {{on: {event}, to: ...}}`" for event in missing)
            yield RULE.at(node.type.span, f"nothing takes {names} of this `{node.TYPE}`", help=f"Add {edges}.")


def _goes_on(node: NodeFields) -> bool:
    """`next: node_id` takes whatever happens. Where a node may not have it, `impossible-edge` says so."""
    return any(edge.kind == "always" for edge in node.next)
