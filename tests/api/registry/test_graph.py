"""Pictures of versions."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from talkif_api.registry import compiler_process
from talkif_api.registry.graph import draw_source
from tests.api.registry.conftest import DESK, ENTRY, WORDING, Desk


@pytest.mark.parametrize(
    ("form", "media_type", "beginning"),
    [
        ("mermaid", "text/plain; charset=utf-8", "flowchart TD\n"),
        ("dot", "text/vnd.graphviz; charset=utf-8", 'digraph "desk" {\n'),
        ("svg", "image/svg+xml", "<svg "),
    ],
)
async def test_a_version_is_drawn(desk: Desk, form: str, media_type: str, beginning: str) -> None:
    await desk.publish()
    answer = await desk.account.get(f"/flows/{desk.id}/graph", params={"format": form})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert answer.text.startswith(beginning)
    assert "greet" in answer.text
    if form == "svg":
        ElementTree.fromstring(answer.text)


async def test_the_highest_version_is_drawn_unless_another_is_named(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(WORDING)
    await desk.rollback("1.0.0")
    path = f"/flows/{desk.id}/graph"
    assert "Good day" in (await desk.account.get(path)).text
    assert "Hello" in (await desk.account.get(path, params={"version": "1.0.0"})).text
    missing = await desk.account.get(path, params={"version": "9.9.9"})
    assert (missing.status_code, missing.json()["code"]) == (404, "version_not_found")


async def test_a_flow_without_a_version_has_no_picture(desk: Desk) -> None:
    answer = await desk.account.get(f"/flows/{desk.id}/graph")
    assert (answer.status_code, answer.json()["code"]) == (404, "version_not_found")
    refused = await desk.account.get(f"/flows/{desk.id}/graph", params={"format": "png"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "format")


def test_a_source_that_cannot_be_read_says_why() -> None:
    found = draw_source(ENTRY, {ENTRY: DESK.replace("nodes:", "nodes: [")}, "svg")
    assert isinstance(found, list)
    assert found[0]["rule"] == "yaml-syntax"


async def test_drawing_ends_in_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.publish()
    monkeypatch.setattr(compiler_process, "TIMEOUT_S", 0.0)
    answer = await desk.account.get(f"/flows/{desk.id}/graph", params={"format": "svg"})
    assert (answer.status_code, answer.json()["code"]) == (503, "compiler_timeout")
