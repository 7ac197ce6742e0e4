"""Flows over REST, apart from publishing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Account, owner
from tests.api.registry.conftest import BROKEN, DESK, ENTRY, WORDING, Desk


async def test_a_slug_is_taken_once_per_account(desk: Desk) -> None:
    again = await desk.account.post("/flows", {"slug": "desk", "name": "Other"})
    assert (again.status_code, again.json()["code"]) == (409, "flow_name_already_exists")


@pytest.mark.parametrize("slug", ["Desk", "desk_b", "1desk", "desk-", "x" * 65, ""])
async def test_a_slug_that_the_compiler_refuses_is_none(account: Account, slug: str) -> None:
    answer = await account.post("/flows", {"slug": slug, "name": "Desk"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "slug")


async def test_flows_are_listed_by_slug(desk: Desk) -> None:
    await desk.account.post("/flows", {"slug": "bell", "name": "Bell"})
    listed = (await desk.account.get("/flows")).json()
    assert [flow["slug"] for flow in listed["flows"]] == ["bell", "desk"]
    assert listed["meta"] == {"total": 2, "limit": 20, "offset": 0}
    assert (await desk.account.get(f"/flows/{desk.id}")).json() == listed["flows"][1]


async def test_only_flows_that_an_environment_runs_are_published(desk: Desk) -> None:
    assert (await desk.account.get("/flows/published")).json()["flows"] == []
    await desk.publish(environment="staging")
    (flow,) = (await desk.account.get("/flows/published")).json()["flows"]
    assert (flow["id"], flow["environment"], flow["version"], flow["pinned"]) == (desk.id, "staging", "1.0.0", False)


async def test_validation_reports_and_stores_nothing(desk: Desk) -> None:
    path = f"/flows/{desk.id}/validate"
    good = (await desk.account.post(path, {"source": {"entry": ENTRY, "files": {ENTRY: DESK}}})).json()
    assert (good["valid"], good["digest"]) == (True, desk.body()["digest"])
    bad = (await desk.account.post(path, {"source": {"entry": ENTRY, "files": {ENTRY: BROKEN}}})).json()
    assert (bad["valid"], bad["digest"]) == (False, None)
    assert "broken-reference" in {found["rule"] for found in bad["diagnostics"]}
    assert (await desk.account.get(f"/flows/{desk.id}/versions")).json()["versions"] == []


async def test_a_version_keeps_its_source_and_artifact(desk: Desk) -> None:
    await desk.publish()
    kept = (await desk.account.get(f"/flows/{desk.id}/versions/1.0.0")).json()
    assert kept["source"] == {"entry": ENTRY, "files": {ENTRY: DESK}}
    assert set(kept["provenance"]) == {"compiler", "source"}
    assert kept["artifact"]["nodes"]["greet"]["type"] == "say"
    missing = await desk.account.get(f"/flows/{desk.id}/versions/9.9.9")
    assert missing.json()["code"] == "version_not_found"


async def test_versions_are_listed_newest_first(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(WORDING)
    listed = (await desk.account.get(f"/flows/{desk.id}/versions", params={"limit": 1})).json()
    assert [version["version"] for version in listed["versions"]] == ["1.0.1"]
    assert listed["meta"] == {"total": 2, "limit": 1, "offset": 0}


@pytest.mark.parametrize("parts", [[], ["artifact"], ["source", "provenance"], ["provenance"]])
async def test_large_parts_of_a_version_come_when_they_are_wanted(desk: Desk, parts: list[str]) -> None:
    await desk.publish()
    kept = (await desk.account.get(f"/flows/{desk.id}/versions/1.0.0", params={"include": parts})).json()
    wanted = parts or ["artifact", "source", "provenance"]
    assert [part for part in ("artifact", "source", "provenance") if kept[part] is not None] == wanted
    refused = await desk.account.get(f"/flows/{desk.id}/versions/1.0.0", params={"include": "everything"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "include.0")


@pytest.fixture
async def three(desk: Desk) -> Desk:
    """Three flows: one published, one not, one archived."""
    await desk.publish()
    for slug, name in (("bell", "Ring the BELL"), ("attic", "Old things")):
        created = (await desk.account.post("/flows", {"slug": slug, "name": name})).json()
    await desk.account.post(f"/flows/{created['id']}/archive")
    return desk


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, ["bell", "desk"]),
        ({"archived": True}, ["attic"]),
        ({"published": True}, ["desk"]),
        ({"published": False}, ["bell"]),
        ({"q": "bell"}, ["bell"]),
        ({"q": "the b"}, ["bell"]),
        ({"q": "%"}, []),
        ({"q": "things", "archived": True}, ["attic"]),
        ({"sort": "-slug"}, ["desk", "bell"]),
        ({"sort": "name"}, ["desk", "bell"]),
        ({"sort": "-createdAt", "limit": 1}, ["bell"]),
    ],
)
async def test_the_list_is_filtered_and_sorted(three: Desk, query: dict[str, Any], slugs: list[str]) -> None:
    listed = await three.account.get("/flows", params=query)
    assert [flow["slug"] for flow in listed.json()["flows"]] == slugs, listed.text


async def test_an_order_that_is_none_is_refused(desk: Desk) -> None:
    answer = await desk.account.get("/flows", params={"sort": "slug; DROP TABLE flows"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "sort")


async def test_name_and_description_are_changed_and_nothing_else(desk: Desk) -> None:
    path = f"/flows/{desk.id}"
    seen = (await desk.account.get(path)).headers["ETag"]
    changed = await desk.account.send("PATCH", path, json={"name": "Front desk"}, headers={"If-Match": seen})
    assert (changed.json()["name"], changed.json()["description"], changed.json()["revision"]) == ("Front desk", "", 2)
    late = await desk.account.send("PATCH", path, json={"description": "late"}, headers={"If-Match": seen})
    assert (late.status_code, late.json()["meta"]) == (412, {"revision": 2})
    refused = await desk.account.send("PATCH", path, json={"slug": "door"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "unknown_field")
    assert (await desk.account.get(path)).json() == changed.json()


async def test_validation_needs_the_scope_for_reading_and_leaves_no_trace(desk: Desk) -> None:
    reader = await desk.account.with_key(scopes=["flows:read"])
    answer = await reader.post(f"/flows/{desk.id}/validate", {"source": desk.body(BROKEN)["source"]})
    (found,) = [item for item in answer.json()["diagnostics"] if item["severity"] == "error"]
    assert {"rule", "severity", "message", "span", "help"} <= found.keys()
    async with owner(desk.account.dsn) as connection:
        cursor = await connection.execute("SELECT action FROM audit_log")
        assert [row["action"] async for row in cursor] == ["createFlow"]


async def test_validation_counts_the_bindings_of_an_environment(desk: Desk) -> None:
    answer = await desk.account.post(
        f"/flows/{desk.id}/validate", {"source": desk.body()["source"], "environment": "staging"}
    )
    assert answer.json()["valid"] is True
    missing = await desk.account.post("/flows/flow_none/validate", {"source": desk.body()["source"]})
    assert (missing.status_code, missing.json()["code"]) == (404, "flow_not_found")
