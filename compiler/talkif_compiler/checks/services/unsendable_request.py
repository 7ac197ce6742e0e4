"""A request can never be sent as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Text
from ...fields.request import RequestFields
from ...fields.tools import McpServerFields
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...rule import Rule
from ..compliance.requests import requests

RULE = Rule(
    id="unsendable-request",
    severity="error",
    summary="A request can never be sent as it is written.",
    doc="""\
An address needs a host, or the name of one that the environment binds with `host`, and then `url` is a path on it.
The names and values of headers have an alphabet of their own (RFC 9110, 5.5 and 5.6.2). What breaks these rules fails
on every call, before anything is sent. Only what is written is judged; what templates put in is known on the call.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: http, url: "/orders", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: http, host: orders, url: "/orders", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
)

_TEMPLATE = "{{"
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_AUTHORITY = re.compile(r"\s*https?:(?://)?(?P<authority>[^/?#\\]*)", re.IGNORECASE)
#: Letters of all scripts are left to the resolver.
_HOST = re.compile(r"\[[0-9A-Fa-f:.%]+\]|[^\W_](?:[\w-]*\w)?(?:\.[\w-]+)*\.?|_[\w-]*(?:\.[\w-]+)+\.?")
_PORT_MAX = 65_535
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OF_THE_BODY = frozenset({"content-length", "transfer-encoding"})
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

_WHOLE = "Write the whole address, as in `https://api.example.com/orders`, or name a host: `host: orders`."


def check(linked: Linked) -> Iterator[Diagnostic]:
    for request in requests(linked):
        url = linked.texts.get(request.url)
        if url is not None and url.content.strip():
            yield from _on_host(request, url) if request.host is not None else _address(url)
        yield from _headers(linked, request)


def _on_host(request: RequestFields | McpServerFields, url: ParsedText) -> Iterator[Diagnostic]:
    assert request.host is not None, "the caller has looked"
    if _SCHEME.match(_fixed(url.content)) or url.content.lstrip().startswith("//"):
        yield RULE.at(
            url.text.span,
            f"`host` is given, so `url` is a path on it and cannot be the address `{url.content.strip()}`",
            help="Write the path alone, as in `/orders`, or leave `host` out.",
            related=(Label(request.host.span, "the host"),),
        )


def _address(url: ParsedText) -> Iterator[Diagnostic]:
    fixed = _fixed(url.content)
    match = _AUTHORITY.match(url.content)
    if match is None:
        # Another scheme is a finding of its own, and a template may give the scheme.
        is_begun = _TEMPLATE in url.content and "https://".startswith(fixed.strip().lower())
        if not _SCHEME.match(fixed) and not is_begun:
            yield RULE.at(url.text.span, f"`{url.content.strip()}` has no host to send it to", help=_WHOLE)
        return
    authority = match["authority"].rstrip()
    if _TEMPLATE in authority:
        return
    has_host = "://" in match[0] and authority
    wrong = _wrong_authority(authority) if has_host else "the address has no host"
    if wrong is not None:
        place = url.place(*match.span("authority")) if has_host else url.text.span
        yield RULE.at(place, wrong, help=_WHOLE)


def _wrong_authority(authority: str) -> str | None:
    try:
        parts = urlsplit(f"//{authority}")
        host, port = authority.rpartition("@")[2], parts.port
    except ValueError:
        return f"`{authority}` has no port from 1 to {_PORT_MAX:,}"
    if port == 0:
        return f"`{authority}` has no port from 1 to {_PORT_MAX:,}"
    name = host.rpartition(":")[0] if port is not None else host.removesuffix(":")
    if not name:
        return "the address has no host"
    return None if _HOST.fullmatch(name) else f"`{name}` is no name of a host"


def _headers(linked: Linked, request: RequestFields | McpServerFields) -> Iterator[Diagnostic]:
    for name, value in (request.headers or {}).items():
        if not _HEADER_NAME.fullmatch(name):
            advice = "Use letters, digits and hyphens, as in `X-Order-Id`."
            yield RULE.at(name.span, f"`{name}` cannot be the name of a header", help=advice)
        if name.lower() in _OF_THE_BODY:
            message = f"`{name}` follows from the body, and another one breaks the request"
            yield RULE.at(name.span, message, help="Leave it out.")
        written = linked.texts.get(value) if isinstance(value, Text) else None
        found = _CONTROL.search(written.content) if written is not None else None
        if written is not None and found is not None:
            what = "has a line break" if found[0] in "\r\n" else "has a control character"
            yield RULE.at(value.span, f"the value of the header `{name}` {what}", help="Write it on one line.")


def _fixed(content: str) -> str:
    """What is there before the first template."""
    return content.partition(_TEMPLATE)[0]
