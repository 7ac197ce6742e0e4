"""Retries that never happen."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Flag, Spanned
from ...fields.record import Record
from ...fields.request import RequestFields
from ...fields.tools import McpToolFields
from ...linking.link import Linked
from ...nodes.tool import Tool
from ...rule import Rule

RULE = Rule(
    id="tool-without-retry",
    severity="warning",
    summary="Retries are asked for, and never happen.",
    doc="""\
A request that may have been carried out is not sent again: an order would be cancelled, or a card charged, twice.
`GET`, `PUT` and `DELETE` requests do no harm when repeated; for `POST`, `PATCH` and tools of MCP servers, only the
author can say so. Without `idempotent: true` their `retries` are not used, and the call takes the way of failure at
once.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
tools:
  log_call: {description: Writes a note., method: POST, url: "https://api.example.com/notes", retries: 2}
start: log
nodes:
  log: {type: tool, tool: log_call, say: One moment., next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
tools:
  log_call:
    description: Writes a note.
    method: POST
    url: "https://api.example.com/notes"
    retries: 2
    idempotent: true
start: log
nodes:
  log: {type: tool, tool: log_call, say: One moment., next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
)

_REPEATABLE = ("GET", "PUT", "DELETE")


def check(linked: Linked) -> Iterator[Diagnostic]:
    """Requests of tools and nodes, and nodes that ask for retries of a tool in their own words."""
    for request in (*linked.nodes.values(), *linked.tools.values()):
        if isinstance(request, RequestFields | McpToolFields) and (reason := _refuses(request)) is not None:
            yield from _finding(request.retries, reason, ())
    for node in linked.nodes.values():
        tool = linked.tools.get(node.tool.value) if isinstance(node, Tool) else None
        if isinstance(node, Tool) and tool is not None and (reason := _refuses(tool)) is not None:
            yield from _finding(node.retries, reason, (Label(tool.description.span, "the tool"),))


def _finding(retries: Spanned[int] | None, reason: str, related: tuple[Label, ...]) -> Iterator[Diagnostic]:
    if retries is not None and retries.value:
        message = f"{reason} is never sent again, so these retries do not happen"
        help_text = "Add `idempotent: true` to the request if repeating it does no harm; else leave `retries` out."
        yield RULE.at(retries.span, message, help=help_text, related=related)


def _refuses(request: Record) -> str | None:
    """What the request is, where it is not repeated."""
    if isinstance(request, RequestFields):
        method = request.method.value if request.method is not None else "GET"
        return f"a {method} request" if method not in _REPEATABLE and not _is_set(request.idempotent) else None
    if isinstance(request, McpToolFields):
        return "a call of an MCP tool" if not _is_set(request.idempotent) else None
    return None


def _is_set(flag: Flag | None) -> bool:
    return flag is not None and flag.value
