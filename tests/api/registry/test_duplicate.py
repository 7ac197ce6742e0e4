"""A copy of a flow is a flow of its own."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_api.registry.compiling import compile_source
from talkif_api.registry.duplicate import renamed
from tests.api.registry.conftest import DESK, ENTRY, WORDING, Desk

LOOP = """\
# The front desk.
schema: talkif.flow/v1
flow: desk  # its id
name: >
  The front
  desk
outcomes: [done]
start: greet
nodes:
  greet: {type: agent, prompt: "Hello, desk.", next: [{when: The caller needs light, to: lend}]}
  lend: {type: subflow, flow: desk-lamp, next: [{on: "exit:done", to: again}]}
  again: {type: jump, flow: desk}
"""
LAMP = """\
schema: talkif.flow/v1
flow: desk-lamp
outcomes: [done]
start: light
nodes:
  light: {type: say, text: "Let there be light.", next: bye}
  bye: {type: end, outcome: done}
"""
LAMP_PATH = "flows/desk-lamp.yaml"


def test_only_id_name_and_ways_to_itself_change() -> None:
    files = renamed(ENTRY, {ENTRY: LOOP, LAMP_PATH: LAMP, "prompts/a.md": "flow: desk"}, "desk-b", 'The "B" desk')
    assert files == {
        ENTRY: LOOP.replace("flow: desk  #", 'flow: "desk-b"  #')
        .replace("name: >\n  The front\n  desk\n", 'name: "The \\"B\\" desk"\n')
        .replace("type: jump, flow: desk}", 'type: jump, flow: "desk-b"}'),
        LAMP_PATH: LAMP,
        "prompts/a.md": "flow: desk",
    }
    assert compile_source(ENTRY, files, None).built is not None


@pytest.mark.parametrize("slug", ["true", "null", "x" * 64])
def test_every_slug_stays_text(slug: str) -> None:
    built = compile_source(ENTRY, renamed(ENTRY, {ENTRY: DESK}, slug, "Copy"), None).built
    assert built is not None
    assert built.flow == slug


@pytest.mark.parametrize("text", ["[", "nodes: 1", "flow: {a: b}", "flow: desk\nnodes: {a: 1, b: {type: jump}}"])
def test_a_source_that_is_no_flow_is_left_to_the_compiler(text: str) -> None:
    files = renamed(ENTRY, {ENTRY: text}, "copy", "Copy")
    assert compile_source(ENTRY, files, None).built is None


async def duplicate(desk: Desk, **body: Any) -> Any:
    return await desk.account.post(f"/flows/{desk.id}/duplicate", {"slug": "desk-b", "name": "Desk B", **body})


async def test_a_copy_waits_for_an_environment(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(WORDING)
    made = await duplicate(desk, description="for the test")
    assert made.status_code == 201, made.text
    copy = Desk(desk.account, made.json()["id"])
    assert (made.json()["slug"], made.json()["latestVersion"], made.json()["description"]) == (
        "desk-b", "1.0.0", "for the test",
    )  # fmt: skip
    assert await copy.running() == {}
    version = (await desk.account.get(f"/flows/{copy.id}/versions/1.0.0")).json()
    assert (version["bump"], version["notes"]) == ("first", "Copy of desk 1.0.1")
    assert version["artifact"]["flow"] == "desk-b"
    assert version["provenance"]["copyOf"] == {"flowId": desk.id, "version": "1.0.1"}
    assert "Good day." in version["source"]["files"][ENTRY]
    assert (await copy.share_out(v1_0_0=100)).status_code == 200
    assert await copy.published(WORDING.replace("flow: desk", "flow: desk-b")) == "1.0.0"


async def test_an_earlier_version_can_be_copied(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(WORDING)
    copy = (await duplicate(desk, version="1.0.0")).json()
    version = (await desk.account.get(f"/flows/{copy['id']}/versions/1.0.0")).json()
    assert "Hello." in version["source"]["files"][ENTRY]


async def test_what_cannot_be_copied_leaves_nothing_behind(desk: Desk) -> None:
    assert (await duplicate(desk)).json()["code"] == "flow_not_published"
    await desk.publish()
    assert (await duplicate(desk, slug="desk")).json()["code"] == "flow_name_already_exists"
    assert (await duplicate(desk, version="9.9.9")).json()["code"] == "version_not_found"
    assert (await duplicate(desk, slug="Desk")).json()["errors"][0]["field"] == "slug"
    listed = (await desk.account.get("/flows")).json()
    assert [flow["slug"] for flow in listed["flows"]] == ["desk"]
