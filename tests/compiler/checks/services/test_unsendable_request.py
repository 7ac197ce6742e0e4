"""Requests that fail on every call are found, and what templates fill in is not judged."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_file, check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: find
inputs: {{name: {{type: string, default: a}}}}
nodes:
  find: {{type: http, {fields}, next: [{{on: success, to: bye}}, {{on: failure, to: bye}}]}}
  bye: {{type: end, say: Goodbye.}}
"""


def found(fields: str) -> list[tuple[str, str]]:
    """(what is pointed at, message)."""
    diagnostics = check_flow({"a.yaml": FLOW.format(fields=fields)}, "a.yaml")
    return [(item.span.text.strip('"'), item.message) for item in diagnostics if item.rule == "unsendable-request"]


@pytest.mark.parametrize(
    ("fields", "place", "message"),
    [
        ('url: "/x"', "/x", "`/x` has no host to send it to"),
        (
            'url: "https://api.example.com", headers: {content-length: "3"}',
            "content-length",
            "`content-length` follows from the body, and another one breaks the request",
        ),
        ('url: "/x/{{name}}"', "/x/{{name}}", "`/x/{{name}}` has no host to send it to"),
        ('url: "not a url"', "not a url", "`not a url` has no host to send it to"),
        ('url: "api.example.com/x"', "api.example.com/x", "`api.example.com/x` has no host to send it to"),
        ('url: "api.{{name}}.com/x"', "api.{{name}}.com/x", "`api.{{name}}.com/x` has no host to send it to"),
        ('url: "https://"', "https://", "the address has no host"),
        ('url: "https:///x"', "https:///x", "the address has no host"),
        ('url: "https:example.com/x"', "https:example.com/x", "the address has no host"),
        ('url: "https://:443/x"', ":443", "the address has no host"),
        ('url: "https://example.com:99999"', "example.com:99999", "`example.com:99999` has no port from 1 to 65,535"),
        ('url: "https://example.com:0/x"', "example.com:0", "`example.com:0` has no port from 1 to 65,535"),
        ('url: "https://example.com:abc/x"', "example.com:abc", "`example.com:abc` has no port from 1 to 65,535"),
        ('url: "https://exa mple.com/x"', "exa mple.com", "`exa mple.com` is no name of a host"),
        ('url: "https://example..com/x"', "example..com", "`example..com` is no name of a host"),
        (
            'host: orders, url: "https://foo.example.com/x"',
            "https://foo.example.com/x",
            "`host` is given, so `url` is a path on it and cannot be the address `https://foo.example.com/x`",
        ),
        (
            'url: "https://example.com", headers: {Bad Header: x}',
            "Bad Header",
            "`Bad Header` cannot be the name of a header",
        ),
        (
            'url: "https://example.com", headers: {"": x}',
            "",
            "`` cannot be the name of a header",
        ),
        (
            'url: "https://example.com", headers: {X-A: "{{name}}\\n"}',
            "{{name}}\\n",
            "the value of the header `X-A` has a line break",
        ),
        (
            'url: "https://example.com", headers: {X-A: "a\\x01"}',
            "a\\x01",
            "the value of the header `X-A` has a control character",
        ),
    ],
)
def test_what_can_never_be_sent(fields: str, place: str, message: str) -> None:
    assert found(fields) == [(place, message)]


@pytest.mark.parametrize(
    "fields",
    [
        'url: "https://example.com"',
        'url: " https://example.com/a b "',
        'url: "https://example.com.:8443/x?y=z#w"',
        'url: "https://user:word@example.com/x"',
        'url: "https://bücher.example/x"',
        'url: "https://_dmarc.example.com/x"',
        'url: "https://xn--bcher-kva.example"',
        'url: "https://[2001:4860:4860::8888]:443/x"',
        'url: "https://8.8.8.8/x"',
        'url: "{{name}}"',
        'url: "{{name}}/x"',
        'url: "http{{name}}://example.com"',
        'url: "https://{{name}}"',
        'url: "https:{{name}}"',
        'url: "https://api.{{name}}.com:{{name}}/x"',
        'url: "ftp://example.com/x"',
        'host: orders, url: "/x"',
        'host: orders, url: "x?at=12:30"',
        'host: orders, url: "{{name}}"',
        'url: "https://example.com", headers: {X-A_b.c: "tab\\there", Authorization: {secret: key}}',
    ],
)
def test_what_can(fields: str) -> None:
    assert found(fields) == []


def test_tools_and_servers_send_requests_too() -> None:
    tools = "tools:\n  a: {description: A., url: /x}\n  b: {description: B., mcp: {url: /y, tool: b}}\n"
    diagnostics = check_file({"tools/t.yaml": f"schema: talkif.tools/v1\n{tools}"}, "tools/t.yaml")
    assert [item.span.text for item in diagnostics if item.rule == "unsendable-request"] == ["/x", "/y"]
