"""The caller decides where a request or a call goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.leaves import Text
from ...fields.tools import HttpToolFields, McpToolFields, ToolFields
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.transfer import Transfer
from ...rule import Rule
from .printed import Printed, printed
from .requests import requests
from .untrusted import is_of_caller, variables_of_callers

RULE = Rule(
    id="untrusted-in-url",
    severity="error",
    summary="The caller decides where a request or a call goes.",
    doc="""\
A value that a caller can choose stands in the host of an address, in a header that says who is asking, or in the number
of a transfer. That sends secrets to a host of the caller's choice, lets them act as somebody else, or has the account
pay for calls to numbers that cost dollars a minute. The rule looks at variables that hold free text of callers, at
`last.utterance`, and at arguments of tools that a model fills. A `pattern`, an `enum`, or a `host` that the environment
binds makes it safe.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {branch: {type: string}}
nodes:
  greet: {type: collect, into: branch, ask: "Which branch?", next: [{on: done, to: find}, {on: gave_up, to: bye}]}
  find:
    type: http
    url: "https://{{branch}}.example.com/hours"
    say: "One moment."
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {branch: {type: string}}
nodes:
  greet: {type: collect, into: branch, ask: "Which branch?", next: [{on: done, to: find}, {on: gave_up, to: bye}]}
  find:
    type: http
    url: "https://example.com/hours"
    query: {branch: "{{branch}}"}
    say: "One moment."
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end, say: "Goodbye."}
""",
)


#: What of an address decides where it leads.
_ORIGIN = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:\{\{.*?\}\}|[^/?#{])*", re.DOTALL)
_IDENTITY = frozenset({"authorization", "proxy-authorization", "cookie", "host", "x-api-key"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    variables = variables_of_callers(linked)
    places = _places(linked)
    offered = _offered(linked)
    for found in printed(linked):
        place = places.get(id(found.text))
        if place is None or not _is_free(found, variables, offered):
            continue
        what, is_origin = place
        if not is_origin or found.tag[0] < _end_of_origin(found.content):
            value = f"`{'.'.join(found.path)}` is chosen by the caller"
            yield RULE.at(found.span, f"{value}, and decides {what}", help=_ADVICE)


_ADVICE = "Fix it in the flow, or let callers choose among values: a `menu`, an `enum`, or a `pattern`."


def _places(linked: Linked) -> dict[int, tuple[str, bool]]:
    """Templates that decide something, by id(): what it is, and whether only the origin of the address counts."""
    places: dict[int, tuple[str, bool]] = {}
    for request in requests(linked):
        if request.host is None:
            places[id(request.url)] = ("which host the request goes to", True)
        for name, value in (request.headers or {}).items():
            if name.lower() in _IDENTITY and isinstance(value, Text):
                places[id(value)] = (f"the header `{name}`", False)
    for node in linked.nodes.values():
        if isinstance(node, Transfer):
            for target in (*node.to, node.caller_id):
                if isinstance(target, Text):
                    places[id(target)] = ("which number is called, at the account's expense", False)
    return places


def _is_free(found: Printed, variables: frozenset[str], offered: dict[int, ToolFields]) -> bool:
    if found.path[0] != "args" or len(found.path) < 2:
        return is_of_caller(found.path, variables)
    tool = offered.get(id(found.text))
    spec = tool.parameter_specs().get(found.path[1]) if tool is not None else None
    return spec is not None and spec.type in ("string", "any") and spec.pattern is None


def _offered(linked: Linked) -> dict[int, ToolFields]:
    """Addresses and headers, by id(), of the tools that a model may call."""
    names = {name.value for node in linked.nodes.values() if isinstance(node, Agent) for name in node.tools or ()}
    found: dict[int, ToolFields] = {}
    for name, tool in linked.tools.items():
        if name in names and isinstance(tool, HttpToolFields | McpToolFields):
            request = tool.mcp if isinstance(tool, McpToolFields) else tool
            found |= {id(text): tool for text in (request.url, *(request.headers or {}).values())}
    return found


def _end_of_origin(content: str) -> int:
    match = _ORIGIN.match(content)
    return match.end() if match is not None else 0
