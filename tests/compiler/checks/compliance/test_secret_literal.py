from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_file, compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: find
nodes:
  find: {{type: http, url: "{url}", say: "One moment.", next: [{{on: success, to: bye}}, {{on: failure, to: bye}}]}}
  bye: {{type: end}}
"""
KEY = "9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c"


def found(url: str) -> list[str]:
    """What is pointed at."""
    diagnostics = compile_flow({"a.yaml": FLOW.format(url=url)}, "a.yaml").diagnostics
    return [item.span.text for item in diagnostics if item.rule == "secret-literal"]


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        (f"https://example.com/x?api_key={KEY}", [KEY]),
        (f"https://example.com/x?a=1&APIKEY={KEY}&b=2", [KEY]),
        ("https://example.com/x?password=hunter22", ["hunter22"]),
        (f"https://example.com/x?key={KEY}&access-token={KEY}1", [KEY, f"{KEY}1"]),
        ("https://me:hunter2@example.com/x?client_secret=8ab7c6d5", ["me:hunter2", "8ab7c6d5"]),
        ("https://example.com/x?api_key=sk-live_4f1c9a7e2b4f1c9a7e2b", ["sk-live_4f1c9a7e2b4f1c9a7e2b"]),
    ],
)
def test_credentials_in_an_address(url: str, secrets: list[str]) -> None:
    assert found(url) == secrets


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/x?api_key={{call.id}}",
        "https://example.com/x?key=opening_hours_2024",
        "https://example.com/x?key=department-of-north",
        "https://example.com/x?token=12345678",
        f"https://example.com/x?page_token={KEY}",
        f"https://example.com/{KEY}",
        "https://example.com/x?secret=none",
        f"https://example.com/x?monkey={KEY}",
    ],
)
def test_addresses_without_credentials(url: str) -> None:
    assert found(url) == []


PROJECT = "schema: talkif.project/v1\nenvironments: {production: {secrets: {a: %s}}}\n"


def in_project(value: str, entry: str) -> list[tuple[str, str]]:
    files = {"a.yaml": FLOW.format(url="https://example.com"), "talkif.yaml": PROJECT % value}
    return [(item.span.file, item.span.text) for item in check_file(files, entry) if item.rule == "secret-literal"]


@pytest.mark.parametrize("entry", ["a.yaml", "talkif.yaml"])
@pytest.mark.parametrize("value", ["sk-proj-4f1c9a7e2b4f1c9a7e2b4f1c", "AKIAIOSFODNN7EXAMPLE", "ghp_" + "a1" * 20])
def test_credentials_in_the_project(value: str, entry: str) -> None:
    assert in_project(value, entry) == [("talkif.yaml", value)]
    assert in_project(f'"{value}"', entry) == [("talkif.yaml", value)]


@pytest.mark.parametrize("value", ["orders_authorization", "projects/shop/secrets/orders-authorization", "sk-orders"])
def test_names_in_the_vault(value: str) -> None:
    assert in_project(value, "talkif.yaml") == []
