"""Only the model can end a conversation."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.flow_graph import HANDLERS
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule

RULE = Rule(
    id="unbounded-agent",
    severity="warning",
    summary="Only the model can end a conversation.",
    doc="""\
All ways out of the node are `when` edges, and a model decides those. When it never does, because the caller goes in
circles or another machine is on the line, the conversation goes on until the call is cut off, with model and tools paid
by the turn. The rule looks at agents that have tools and neither `max_turns` nor an edge of another kind, in flows
with `settings`, but without `max_call` in them.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: talk
settings: {idle: {after: 8s, then: bye}}
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  talk: {type: agent, prompt: Help., tools: [find_order], next: [{when: "The caller says goodbye", to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: talk
settings: {idle: {after: 8s, then: bye}}
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  talk:
    type: agent
    prompt: Help.
    tools: [find_order]
    max_turns: 12
    next: [{when: "The caller says goodbye", to: bye}, {on: max_turns, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    settings = linked.flow.settings
    if settings is None or settings.max_call is not None:
        return
    targets = {linked.graph.resolve(handler.target) for handler in linked.handlers if handler.if_ is not None}
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Agent) or not node.tools or node.max_turns is not None or not node.next:
            continue
        if node.lacks_edges:
            continue
        is_bounded = any(edge.when is None for edge in node.next)
        if not is_bounded and not (targets - {node_id} and linked.graph.links.has_edge(node_id, HANDLERS)):
            advice = "Add `max_turns: 12` and `- {on: max_turns, to: ...}`, or `max_call` to the settings."
            yield RULE.at(node.type.span, f"nothing but the model ends the conversation `{node_id}`", help=advice)
