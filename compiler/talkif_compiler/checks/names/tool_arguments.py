"""A tool is called with arguments that it does not take, or without one that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.tools import ToolFields
from ...linking.link import Linked
from ...nodes.tool import Tool
from ...rule import Rule
from ...suggest import hint

RULE = Rule(
    id="tool-arguments",
    severity="error",
    summary="A tool is called with arguments that it does not take, or without one that it needs.",
    doc="""\
The request of the tool would be sent with an empty value in place of the missing argument.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.id}}"
nodes:
  greet:
    type: tool
    tool: find_order
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.id}}"
nodes:
  greet:
    type: tool
    tool: find_order
    args: {id: "{{call.from}}"}
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        tool = linked.tools.get(node.tool.value) if isinstance(node, Tool) else None
        if isinstance(node, Tool) and tool is not None:
            yield from _compare(node, tool)


def _compare(node: Tool, tool: ToolFields) -> Iterator[Diagnostic]:
    given = node.args or {}
    parameters = tool.parameters or {}
    for name in given:
        if name not in parameters:
            message = f"the tool `{node.tool.value}` has no parameter `{name}`"
            yield RULE.at(name.span, message, help=hint(name, parameters))
    for needed in tool.required():
        if needed not in given:
            message = f"the tool `{node.tool.value}` needs the argument `{needed}`"
            yield RULE.at(node.tool.span, message, help=f'Add `args: {{{needed}: "..."}}`.')
