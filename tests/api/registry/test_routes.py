"""Flows over REST, apart from publishing."""

from __future__ import annotations

from tests.api.registry.conftest import BROKEN, DESK, ENTRY, WORDING, Desk


async def test_a_slug_is_taken_once_per_account(desk: Desk) -> None:
    again = await desk.account.post("/flows", {"slug": "desk", "name": "Other"})
    assert (again.status_code, again.json()["code"]) == (409, "flow_name_already_exists")


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
