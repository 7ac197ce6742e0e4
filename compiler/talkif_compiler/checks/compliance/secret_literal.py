"""A credential is written into a flow or into the project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.leaves import Text
from ...fields.request import RequestFields
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from ...syntax.document import Mapping, scalars
from ...syntax.scalar_map import span_in
from .requests import requests

RULE = Rule(
    id="secret-literal",
    severity="error",
    summary="A credential is written into a flow or into the project.",
    doc="""\
Flows live in git, in pull requests and in the registry, where many people read them. Flows name secrets with
`{secret: name}`; talkif.yaml binds it to its name in the account's vault, which holds the value.
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

#: A parameter of an address, where its name says that the value is a credential, or may say so.
_PARAMETER = re.compile(
    r"""
    [?&](?:
        (?:x-)?(?:api|app|access|private|subscription)[-_]?key | (?:access|auth|bearer)[-_]?token
      | (?:client|app)?[-_]?secret | passw(?:or)?d | pwd
    )=(?P<sure>(?=[^&\s]*[0-9])[a-z0-9_.~%+/-]{8,})
    | [?&](?:key|token|auth|sig|signature)=(?P<likely>(?=(?:[^&\s]*?[a-z][0-9]){2})[a-z0-9_.~%+/-]{16,})
    """,
    re.VERBOSE | re.IGNORECASE,
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
    for text in _secret_parameters(linked):
        flagged.add(text)
        yield _finding(text.span, _NO_PARAMETER)
    for text, written in linked.texts.items():
        if text in flagged or not _LONG_WORD.search(written.content):
            continue
        end = 0
        for match in _TOKENS.finditer(written.content):
            end = match.end()
            yield _finding(written.place(match.start(), end))
        for match in _PARAMETER.finditer(written.content, end):
            yield _finding(written.place(*match.span(match.lastgroup or 0)), _NO_PARAMETER)


def in_project(project: Mapping) -> Iterator[Diagnostic]:
    for scalar in scalars(project):
        for match in _TOKENS.finditer(scalar.text):
            yield _finding(span_in(scalar, *match.span()), _VAULT)


_VAULT = "Put it into the account's vault, and write its name there. Then revoke this one."
_NAME = "Name it: `{secret: name}`. Then revoke this one."
_NO_PARAMETER = "Addresses end up in logs. Send it in a header: `{secret: name}`. Then revoke this one."


def _finding(span: Span, advice: str = _NAME) -> Diagnostic:
    return RULE.at(span, "this looks like a credential", help=advice)


def _secret_parameters(linked: Linked) -> Iterator[Text]:
    for request in requests(linked):
        query = request.query if isinstance(request, RequestFields) else None
        for name, text in (query or {}).items():
            written = linked.texts.get(text)
            if written is not None and _PARAMETER.fullmatch(f"?{name}={written.content}"):
                yield text


def _secret_headers(linked: Linked) -> Iterator[Text]:
    for request in requests(linked):
        for name, value in (request.headers or {}).items():
            if name.lower() in _SECRET_HEADERS and isinstance(value, Text):
                yield value
