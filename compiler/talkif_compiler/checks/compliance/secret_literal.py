"""A credential is written into the flow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.leaves import Text
from ...fields.request import RequestFields
from ...fields.tools import HttpToolFields, McpServerFields, McpToolFields
from ...linking.link import Linked
from ...nodes.http import Http
from ...rule import Rule
from ...source import Span

RULE = Rule(
    id="secret-literal",
    severity="error",
    summary="A credential is written into the flow.",
    doc="""\
Flows live in git, in pull requests and in the registry, where many people read them. Flows name secrets with
`{secret: name}`, and the environment holds the value.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order:
    description: Finds an order.
    url: "https://api.example.com/order"
    headers: {Authorization: "Bearer 4f1c9a7e2b"}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order:
    description: Finds an order.
    url: "https://api.example.com/order"
    headers: {Authorization: {secret: orders_authorization}}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
)


_SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "apikey", "x-auth-token"}
)

#: Forms of keys that their issuers document, and of passwords inside an address.
_TOKENS = re.compile(
    r"""
      \b(?:sk|rk|pk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{20,}  # OpenAI, Anthropic, Stripe
    | \bAKIA[0-9A-Z]{16}\b                                             # AWS
    | \bgh[pousr]_[A-Za-z0-9]{36,}\b                                   # GitHub
    | \bxox[abprs]-[A-Za-z0-9-]{10,}                                    # Slack
    | \bAIza[0-9A-Za-z_-]{35}\b                                        # Google
    | \btif_live_[A-Za-z0-9]{16,}\b                                    # this platform
    | -----BEGIN[ ][A-Z ]*PRIVATE[ ]KEY-----
    | (?<=://)[^/\s:@{}]+:[^/\s@{}]+(?=@)
    """,
    re.VERBOSE,
)

#: Every form has one. Looking for it first takes a fifth of the time.
_LONG_WORD = re.compile(r"[A-Za-z0-9_-]{15}|://|-----")


def check(linked: Linked) -> Iterator[Diagnostic]:
    flagged = set()
    for text in _secret_headers(linked):
        written = linked.texts.get(text)
        if written is not None and "{{" not in written.content:
            flagged.add(text)
            yield _finding(text.span)
    for text, written in linked.texts.items():
        if text in flagged or not _LONG_WORD.search(written.content):
            continue
        for match in _TOKENS.finditer(written.content):
            yield _finding(written.place(match.start(), match.end()))


def _finding(span: Span) -> Diagnostic:
    return RULE.at(span, "this looks like a credential", help="Name it: `{secret: name}`. Then revoke this one.")


def _secret_headers(linked: Linked) -> Iterator[Text]:
    requests: list[RequestFields | McpServerFields] = [
        tool.mcp if isinstance(tool, McpToolFields) else tool
        for tool in linked.tools.values()
        if isinstance(tool, HttpToolFields | McpToolFields)
    ]
    requests += [node for node in linked.nodes.values() if isinstance(node, Http)]
    for request in requests:
        for name, value in (request.headers or {}).items():
            if name.lower() in _SECRET_HEADERS and isinstance(value, Text):
                yield value
