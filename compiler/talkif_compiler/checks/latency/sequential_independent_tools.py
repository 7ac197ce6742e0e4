"""Two requests are sent one after the other, although neither needs the other."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.request import RequestFields
from ...linking.link import Linked
from ...nodes.fields import NodeFields
from ...nodes.http import Http
from ...nodes.tool import Tool
from ...rule import Rule

RULE = Rule(
    id="sequential-independent-tools",
    severity="warning",
    summary="Two lookups follow each other, and the second does not use what the first found.",
    doc="""\
The caller waits for both, one after the other. When the second does not need the result of the first, ask for both in
one request, or put the second after the next question, where it is needed. Looks at reading requests (`GET`) of
`tool` and `http` nodes that fill variables, where `on: success` of the first leads straight to the second, and both
fail alike: a check that guards what follows it is left alone.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
variables: {order: {type: any}, weather: {type: any}}
outputs: [order, weather]
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
  forecast: {description: Tells the weather., url: "https://api.example.com/weather"}
start: look
nodes:
  look:
    type: tool
    tool: find_order
    into: order
    say: One moment.
    next: [{on: success, to: sky}, {on: failure, to: bye}]
  sky:
    type: tool
    tool: forecast
    into: weather
    say: Just a second.
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
variables: {order: {type: object, properties: {city: {type: string}}}, weather: {type: any}}
outputs: [order, weather]
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
  forecast:
    description: Tells the weather.
    parameters: {city: {type: string, required: true}}
    url: "https://api.example.com/weather/{{args.city}}"
start: look
nodes:
  look:
    type: tool
    tool: find_order
    into: order
    say: One moment.
    next: [{on: success, to: sky}, {on: failure, to: bye}]
  sky:
    type: tool
    tool: forecast
    args: {city: "{{order.city}}"}
    into: weather
    say: Just a second.
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    reads = _reads(linked)
    for node_id, node in linked.nodes.items():
        edge = _edge(node, "success") if _only_reads(linked, node) else None
        target = edge.target.value if edge is not None else ""
        second = linked.nodes.get(target)
        if edge is None or second is None or target == node_id or not _only_reads(linked, second):
            continue
        if _fail_alike(node, second, target) and not reads.get(target, set()) & _made(node, edge):
            message = f"`{target}` does not use what `{node_id}` finds, and the caller waits for one after the other"
            help_text = "Ask for both in one request, or put the second after the next question."
            related = (Label(node.type.span, "the first"),)
            yield RULE.at(second.type.span, message, help=help_text, related=related, path=(node_id, target))


def _edge(node: NodeFields, event: str) -> EdgeFields | None:
    return next((edge for edge in node.next if edge.on is not None and edge.on.value == event), None)


def _fail_alike(node: NodeFields, second: NodeFields, target: str) -> bool:
    """False where the second is only to be sent once the first has gone well, as after a check of who is calling."""
    failed, second_failed = _edge(node, "failure"), _edge(second, "failure")
    if failed is None or second_failed is None or not any(node.written()) or not any(second.written()):
        return False
    return failed.target.value in (target, second_failed.target.value)


def _only_reads(linked: Linked, node: NodeFields) -> bool:
    request = linked.tools.get(node.tool.value) if isinstance(node, Tool) else node
    if not isinstance(node, Tool | Http) or not isinstance(request, RequestFields):
        return False
    return request.method is None or request.method.value == "GET"


def _reads(linked: Linked) -> dict[str, set[str]]:
    """Tool or request -> variables that it reads before it has an answer, and `last` for what happened just before."""
    found: dict[str, set[str]] = {}
    for analysis in linked.analyses:
        vertices = [vertex for vertex in analysis.use.vertices if isinstance(linked.nodes.get(vertex), Tool | Http)]
        for reference in analysis.references if vertices else ():
            root, *rest = reference.path
            name = rest[0] if root == "vars" and rest else root
            for vertex in vertices:
                found.setdefault(vertex, set()).add(name)
    return found


def _made(node: NodeFields, edge: EdgeFields) -> set[str]:
    names = {name if isinstance(name, str) else name.value for name in node.written()}
    return {*names, *(str(name) for name in edge.set or {}), "last"}
