"""A tool that vendors of models refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Key
from ...fields.type_fields import TypeFields
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule
from ...source import Span
from .choices import effective

RULE = Rule(
    id="tool-schema-invalid",
    severity="error",
    summary="A tool that is offered to a model has parameters that its vendor refuses.",
    doc="""\
Tools are shown to the model as JSON Schema, and vendors refuse the whole request over one parameter that they cannot
take: every turn of the node fails. Names have up to 64 letters, digits, `_`, `.` and `-`; objects nest at most five
deep; values of enums are not empty. Some vendors also refuse objects without `properties` and lists without `items`,
which is reported where such a vendor is among the node's models.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
tools:
  find_order:
    description: Finds an order.
    parameters: {"order id": {type: string, required: true}}
    url: "https://api.example.com/orders"
start: talk
nodes:
  talk:
    type: agent
    prompt: Help with the order.
    tools: [find_order]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
tools:
  find_order:
    description: Finds an order.
    parameters: {order_id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.order_id}}"
start: talk
nodes:
  talk:
    type: agent
    prompt: Help with the order.
    tools: [find_order]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)

CHOOSE = "choose_next"
"""The name under which models are offered the ways out of a node."""
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DEEPEST = 5


def check(linked: Linked) -> Iterator[Diagnostic]:
    """Each tool is looked at once, with the strictest vendor of the nodes that offer it."""
    strict: dict[str, str | None] = {}
    for node in linked.nodes.values():
        if isinstance(node, Agent):
            for offered in node.tools or ():
                strict[offered.value] = strict.get(offered.value) or _strict_vendor(linked, node)
    for name, vendor in strict.items():
        tool = linked.tools.get(name)
        if name == CHOOSE:
            message = f"`{CHOOSE}` is what models are offered to leave a node with"
            spans = [key.span for key in linked.flow.tools or () if key == name]
            yield from (RULE.at(span, message, help="Give the tool another name.") for span in spans)
        if tool is not None:
            yield from _fields(tool.parameters or {}, vendor, 1)


def _strict_vendor(linked: Linked, node: Agent) -> str | None:
    choices = effective(linked, node, "llm")
    return next(
        (item.provider for item in choices if item.vendor is not None and item.vendor.refuses_open_schemas), None
    )


def _fields(fields: Mapping[Key, TypeFields | None], vendor: str | None, depth: int) -> Iterator[Diagnostic]:
    for name, spec in fields.items():
        if not _NAME.fullmatch(name):
            message = f"vendors refuse a parameter named `{name}`"
            yield RULE.at(name.span, message, help="Use up to 64 letters, digits, `_`, `.` and `-`.")
        if spec is not None:
            yield from _type(name.span, spec, vendor, depth)


def _type(place: Span, spec: TypeFields, vendor: str | None, depth: int) -> Iterator[Diagnostic]:
    kind = spec.type.value
    if depth > _DEEPEST:
        yield RULE.at(place, f"this is more than {_DEEPEST} levels deep", help="Ask for fewer, flatter parameters.")
        return
    for value in spec.values or ():
        if not value.value:
            yield RULE.at(
                value.span, "vendors refuse an empty value", help="Leave it out, and make the parameter optional."
            )
    if vendor is not None and kind in ("object", "list") and not (spec.properties or spec.items):
        lacking = "properties" if kind == "object" else "items"
        label = (Label(spec.type.span, f"no `{lacking}`"),)
        message = f"{vendor} refuses tools with a parameter of type `{kind}` that does not say its `{lacking}`"
        yield RULE.at(place, message, help=f"Declare its `{lacking}`.", related=label)
    if spec.properties:
        yield from _fields(spec.properties, vendor, depth + 1)
    if spec.items is not None:
        yield from _type(spec.items.type.span, spec.items, vendor, depth + 1)
