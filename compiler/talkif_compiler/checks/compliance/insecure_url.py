"""A request goes over an open line, or into the network of the platform itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talkif_schemas.private_address import is_private_address

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Text
from ...linking.link import Linked
from ...nodes.play import Play
from ...rule import Rule
from .requests import requests

RULE = Rule(
    id="insecure-url",
    severity="error",
    summary="A request goes over an open line, or into the network of the platform itself.",
    doc="""\
Requests carry what callers say, and secrets; over http everyone on the way can read and change them. Addresses of
private networks, of the machine itself and of cloud metadata are how attackers reach what no firewall shows. The
runtime refuses all of these, so the request would fail on every call. A host that is meant to differ between
environments is named with `host` and bound in talkif.yaml.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: http, url: "http://api.example.com/order", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: http, url: "https://api.example.com/order", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end}
""",
)


_URL = re.compile(
    r"\s*(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://)?(?:[^/?#@\s{}]*@)?(?P<host>\[[0-9A-Fa-f:.%]*\]|[^/?#:\s{}]*)"
    r"(?P<rest>.?)",
    re.DOTALL,
)
_LOCAL = re.compile(r"(?:.+\.)?(?:local|internal|intranet|lan|home\.arpa|localdomain)\.?", re.IGNORECASE)


def check(linked: Linked) -> Iterator[Diagnostic]:
    addresses = [request.url for request in requests(linked) if request.host is None]
    addresses += [node.audio for node in linked.nodes.values() if isinstance(node, Play)]
    for text in addresses:
        yield from _judge(linked, text)


def _judge(linked: Linked, text: Text) -> Iterator[Diagnostic]:
    written = linked.texts.get(text)
    match = _URL.match(written.content) if written is not None else None
    if written is None or match is None:
        return
    scheme, host = match["scheme"].lower(), match["host"]
    if host and match["rest"] != "{" and (_LOCAL.fullmatch(host) or is_private_address(host)):
        message = f"`{host}` is inside of a network that calls must not reach"
        advice = "Use a public address, or name the host and bind it in talkif.yaml: `host: orders`."
        yield RULE.at(written.place(match.start("host"), match.end("host")), message, help=advice)
    elif scheme != "https":
        place = written.place(match.start("scheme"), match.end("scheme"))
        fixes = (Fix("Use https", (Edit(place, "https"),), "unsafe"),) if scheme == "http" else ()
        message = f"`{scheme}` is not allowed: requests go by https alone"
        yield RULE.at(place, message, help="Use https.", fixes=fixes)
