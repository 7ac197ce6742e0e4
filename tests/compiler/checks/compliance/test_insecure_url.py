from __future__ import annotations

import pytest

from talkif_compiler.pipeline import compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: find
inputs: {{name: {{type: string, default: a}}}}
nodes:
  find: {{type: http, url: "{url}", next: [{{on: success, to: bye}}, {{on: failure, to: bye}}]}}
  bye: {{type: end}}
"""


def found(url: str) -> str | None:
    """What is pointed at."""
    diagnostics = compile_flow({"a.yaml": FLOW.format(url=url)}, "a.yaml").diagnostics
    return next((item.span.text for item in diagnostics if item.rule == "insecure-url"), None)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://example.com", "http"),
        ("HTTP://example.com", "HTTP"),
        ("wss://example.com", "wss"),
        ("https://127.0.0.1/x", "127.0.0.1"),
        ("https://127.1/x", "127.1"),
        ("https://0x7f000001/x", "0x7f000001"),
        ("https://0177.0.0.1/x", "0177.0.0.1"),
        ("https://2130706433", "2130706433"),
        ("https://192.168.0.5:8443", "192.168.0.5"),
        ("https://169.254.169.254/latest/meta-data", "169.254.169.254"),
        ("https://[::1]/x", "[::1]"),
        ("https://[::ffff:10.0.0.1]/x", "[::ffff:10.0.0.1]"),
        ("https://metadata.google.internal/x", "metadata.google.internal"),
        ("https://user:pass@db.local/x", "db.local"),
        ("https://999.1.1.1/x", "999.1.1.1"),
    ],
)
def test_addresses_that_no_request_may_go_to(url: str, place: str) -> None:
    assert found(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://8.8.8.8/x",
        "https://134744072/x",
        "https://[2001:4860:4860::8888]/x",
        "https://internal.example.com/x",
        "https://example.com/?next=http://localhost",
        "{{name}}",
        "https://{{name}}.internal.example.com",
        "https://10.{{name}}.example.com",
    ],
)
def test_addresses_that_may_be_public(url: str) -> None:
    assert found(url) is None
