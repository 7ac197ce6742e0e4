"""The caller decides where a request or a call goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ...diagnostics import Diagnostic
from ...fields.leaves import Text
from ...fields.request import RequestFields
from ...fields.tools import HttpToolFields, McpServerFields, McpToolFields, ToolFields
from ...linking.link import Linked
from ...linking.walk import leaves
from ...nodes.agent import Agent
from ...nodes.message import Message
from ...nodes.transfer import Transfer
from ...rule import Rule
from .printed import Printed, printed
from .requests import requests
from .untrusted import is_of_caller, variables_of_callers

RULE = Rule(
    id="untrusted-in-url",
    severity="error",
    summary="The caller decides where a request, a message or a call goes, or what stands in its headers.",
    doc="""\
A value that a caller can choose stands in the host of an address, in a header, in a statement of SQL, or in the number
of a transfer or of a message. That sends secrets to a host of the caller's choice, lets them act as somebody else,
reads or deletes what is not theirs, or has the account pay for calls and messages to numbers that cost dollars. The
rule looks at variables that hold free text of callers, at `last.utterance`, and at arguments of tools that a model
fills. A `pattern`, an `enum`, or a `host` that the environment binds makes it safe; a message may go to a variable of
the type `phone`.
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
_COMPARED = r"""[\w."`\[\]]+\s*(?:[=<>!]|like\s+['"{]|in\s*\(|is\s+(?:not\s+)?null\b|between\s)"""
#: Statements, and not sentences that tell somebody to select or update something.
_SQL = re.compile(
    rf"""\b(?: select\s[^;]{{1,500}}?\sfrom\s+\S+\s+(?:where\s+{_COMPARED} | order\s+by\b | limit\s+[0-9{{])
        | insert\s+into\s+\S+[^;]{{0,500}}?\s(?:values|select)\b
        | update\s+\S+\s+set\s+\S+\s*=[^;]{{0,500}}?\swhere\b
        | delete\s+from\s+\S+\s+where\s+{_COMPARED} )""",
    re.IGNORECASE | re.VERBOSE,
)


class _Place(Struct, frozen=True):
    what: str
    """What a value in it decides."""
    advice: str
    is_origin: bool = False
    """True where only the start of the address counts."""
    takes_phone: bool = False
    """True where a number that the caller was asked for may stand."""


_CHOOSE = "Fix it in the flow, or let callers choose among values: a `menu`, an `enum`, or a `pattern`."
_MOVE = "Headers hold no line ends and few letters. Send it in `query` or `body`, or give it a `pattern`."
_ASK = "Send it to `call.from` or `contact.phone`, or collect a number with `type: phone`."
_PARAMETERS = "Send the statement and its values apart, and have the other side put them together."


def check(linked: Linked) -> Iterator[Diagnostic]:
    variables = variables_of_callers(linked)
    places = _places(linked)
    offered = _offered(linked)
    for found in printed(linked):
        place = places.get(id(found.text))
        if place is None or not _is_free(found, variables, offered):
            continue
        if place.is_origin and found.tag[0] >= _end_of_origin(found.content):
            continue
        if place.takes_phone and _is_phone(linked, found.path):
            continue
        value = f"`{'.'.join(found.path)}` is chosen by the caller"
        yield RULE.at(found.span, f"{value}, and decides {place.what}", help=place.advice)


def _places(linked: Linked) -> dict[int, _Place]:
    """Templates that decide something, by id()."""
    places: dict[int, _Place] = {}
    for request in requests(linked):
        if request.host is None:
            places[id(request.url)] = _Place("which host the request goes to", _CHOOSE, is_origin=True)
        for name, value in (request.headers or {}).items():
            if isinstance(value, Text):
                tells_who = name.lower() in _IDENTITY
                advice = _CHOOSE if tells_who else _MOVE
                places[id(value)] = _Place(f"the header `{name}`", advice, takes_phone=not tells_who)
        for text in _bodies(request):
            if text in linked.texts and _SQL.search(linked.texts[text].content):
                places[id(text)] = _Place("what a database is told", _PARAMETERS)
    for node in linked.nodes.values():
        if isinstance(node, Transfer):
            for target in (*node.to, node.caller_id):
                if isinstance(target, Text):
                    places[id(target)] = _Place("which number is called, at the account's expense", _CHOOSE)
        elif isinstance(node, Message) and isinstance(node.to, Text):
            what = "which number gets a message, at the account's expense"
            places[id(node.to)] = _Place(what, _ASK, takes_phone=True)
    return places


def _is_phone(linked: Linked, path: tuple[str, ...]) -> bool:
    spec = linked.scope.variables.get(path[1]) if path[0] == "vars" and len(path) > 1 else None
    return spec is not None and spec.type == "phone"


def _bodies(request: RequestFields | McpServerFields) -> Iterator[Text]:
    """Texts of what is sent, except of the address and headers."""
    if isinstance(request, RequestFields):
        yield from (leaf for leaf in leaves((request.query, request.body)) if isinstance(leaf, Text))


def _is_free(found: Printed, variables: frozenset[str], offered: dict[int, ToolFields]) -> bool:
    if found.path[0] != "args" or len(found.path) < 2:
        return is_of_caller(found.path, variables)
    tool = offered.get(id(found.text))
    spec = tool.parameter_specs().get(found.path[1]) if tool is not None else None
    return spec is not None and spec.type in ("string", "any") and spec.pattern is None


def _offered(linked: Linked) -> dict[int, ToolFields]:
    """Texts, by id(), of the tools that a model may call."""
    names = {name.value for node in linked.nodes.values() if isinstance(node, Agent) for name in node.tools or ()}
    found: dict[int, ToolFields] = {}
    for name, tool in linked.tools.items():
        if name in names and isinstance(tool, HttpToolFields | McpToolFields):
            request = tool.mcp if isinstance(tool, McpToolFields) else tool
            texts = (request.url, *(request.headers or {}).values(), *_bodies(request))
            found |= {id(text): tool for text in texts}
    return found


def _end_of_origin(content: str) -> int:
    match = _ORIGIN.match(content)
    return match.end() if match is not None else 0
