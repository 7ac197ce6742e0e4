"""A node uses a tool that the flow does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.agent import Agent
from ...nodes.fields import NodeFields
from ...nodes.tool import Tool
from ...rule import Rule
from ...suggest import hint

RULE = Rule(
    id="unknown-tool",
    severity="error",
    summary="A node uses a tool that the flow does not declare.",
    doc="""\
Tools are listed under `tools`. A model that is offered a tool which is not there would promise the caller something
that never happens. A test may also put an answer in place of an `http` node, by the id of the node.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet:
    type: tool
    tool: find_oder
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet:
    type: tool
    tool: find_order
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if linked.flow.tools is None and "tools" in linked.flow.mapping.entries:
        return
    for node in linked.readable_nodes():
        for name in _used(node):
            if name.value not in linked.tools:
                message = f"there is no tool `{name.value}`"
                fixes = respelt(name.span, name.value, linked.tools)
                yield RULE.at(name.span, message, help=hint(name.value, linked.tools), fixes=fixes)


def _used(node: NodeFields) -> tuple[Spanned[str], ...]:
    if isinstance(node, Tool):
        return (node.tool,) if node.tool is not None else ()
    return node.tools or () if isinstance(node, Agent) else ()
