"""Environments run one version, or share their calls out among several."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.registry.environments import main_and_canaries
from talkif_runtime.store import open_store
from talkif_schemas.resources.environments import VersionWeight
from tests.api.conftest import assigned, owner
from tests.api.registry.conftest import ADDITION, WORDING, Desk

NUMBER = "+14155550100"


@pytest.fixture
async def two(desk: Desk) -> Desk:
    """Two versions, of which production runs the second."""
    await desk.published()
    await desk.published(ADDITION)
    return desk


async def connected(desk: Desk) -> str:
    path = f"/phone/numbers/{await assigned(desk.account, NUMBER)}"
    answer = await desk.account.post(f"{path}/connect-flow", {"flowId": desk.id})
    assert answer.status_code == 200, answer.text
    return path


async def answered(desk: Desk, calls: range) -> list[str | None]:
    """The versions that these calls get, as the runtime asks for them."""
    async with open_store(desk.account.dsn) as store:
        routes = [await store.route_number(NUMBER, f"CA{call}") for call in calls]
    assert all(route is not None and route.flow_id == desk.id for route in routes)
    return [route.version for route in routes if route is not None]


async def test_calls_are_shared_out_by_weight_and_a_call_keeps_its_version(two: Desk) -> None:
    await connected(two)
    answer = await two.share_out(v1_1_0=80, v1_0_0=20)
    assert answer.status_code == 200, answer.text
    shares = [(share["version"], share["weightPercent"]) for share in answer.json()["versions"]]
    assert shares == [("1.1.0", 80), ("1.0.0", 20)]
    versions = await answered(two, range(400))
    assert 40 < Counter(versions)["1.0.0"] < 120
    assert await answered(two, range(400)) == versions


async def test_without_canaries_every_call_gets_the_version(two: Desk) -> None:
    await connected(two)
    assert set(await answered(two, range(20))) == {"1.1.0"}
    await two.share_out(v1_0_0=100)
    assert set(await answered(two, range(20))) == {"1.0.0"}


async def test_the_digest_belongs_to_the_version(two: Desk) -> None:
    await connected(two)
    shares = (await two.share_out(v1_1_0=50, v1_0_0=50)).json()["versions"]
    digests = {share["version"]: share["digest"] for share in shares}
    async with open_store(two.account.dsn) as store:
        routes = [await store.route_number(NUMBER, f"CA{call}") for call in range(20)]
    assert {(route.version, route.digest) for route in routes if route is not None} == set(digests.items())


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
async def test_publishing_ends_the_sharing(two: Desk, version: str) -> None:
    """Also when what is published is one of the versions that share the calls."""
    await two.share_out(v1_0_0=60, v1_1_0=40)
    assert await two.published(ADDITION if version == "1.1.0" else two.body()["source"]["files"]["flows/desk.yaml"])
    assert await two.running() == {"production": (version, False)}


async def test_a_rollback_ends_the_sharing(two: Desk) -> None:
    await two.share_out(v1_1_0=90, v1_0_0=10)
    await two.rollback("1.0.0")
    assert await two.running() == {"production": ("1.0.0", True)}


async def test_an_environment_begins_with_shares(two: Desk) -> None:
    assert (await two.share_out("staging", v1_0_0=100)).status_code == 200
    assert (await two.running())["staging"] == ("1.0.0", False)
    entry = (await two.account.get("/audit-log")).json()["entries"][0]
    assert (entry["target"], "environment" in entry["fields"]) == (f"{two.id}/staging", False)


async def test_publishing_compares_with_the_version_that_most_calls_get(two: Desk) -> None:
    await two.share_out(v1_0_0=90, v1_1_0=10)
    refused = await two.publish(WORDING, expectedVersion="1.1.0")
    assert (refused.status_code, refused.json()["meta"]) == (409, {"version": "1.0.0"})
    assert await two.published(WORDING, expectedVersion="1.0.0") == "1.0.1"


@pytest.mark.parametrize(
    ("versions", "field"),
    [
        ([], "versions"),
        ([{"version": "1.0.0", "weightPercent": 99}], "versions"),
        ([{"version": "1.0.0", "weightPercent": 101}], "versions.0.weightPercent"),
        ([{"version": "1.0.0", "weightPercent": 100}, {"version": "1.1.0", "weightPercent": 0}],
         "versions.1.weightPercent"),
        ([{"version": "1.0.0", "weightPercent": 50}, {"version": "1.0.0", "weightPercent": 50}], "versions"),
        ([{"version": "1.0", "weightPercent": 100}], "versions.0.version"),
    ],
)  # fmt: skip
async def test_shares_that_are_none_are_named(desk: Desk, versions: list[dict[str, Any]], field: str) -> None:
    path = f"/flows/{desk.id}/environments/production"
    answer = await desk.account.send("PUT", path, json={"versions": versions})
    assert answer.status_code == 400
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


async def test_a_version_that_is_not_there_changes_nothing(two: Desk) -> None:
    answer = await two.share_out(v1_1_0=90, v3_0_0=10)
    assert (answer.status_code, answer.json()["code"]) == (404, "version_not_found")
    assert await two.running() == {"production": ("1.1.0", False)}


async def test_two_writers_do_not_overwrite_each_other(two: Desk) -> None:
    path = f"/flows/{two.id}/environments/production"
    seen = (await two.account.get(path)).headers["ETag"]
    body = {"versions": [{"version": "1.0.0", "weightPercent": 100}]}
    first = await two.account.send("PUT", path, json=body, headers={"If-Match": seen})
    second = await two.account.send("PUT", path, json=body, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert first.headers["ETag"] == (await two.account.get(path)).headers["ETag"]


async def test_the_history_says_what_ran_and_why(two: Desk) -> None:
    await two.share_out(v1_1_0=95, v1_0_0=5)
    await two.rollback("1.0.0")
    listed = (await two.account.get(f"/flows/{two.id}/environments/production/history", params={"limit": 2})).json()
    assert listed["meta"]["total"] == 4
    assert [(move["act"], move["fromVersion"], move["reason"]) for move in listed["moves"]] == [
        ("rollback", "1.1.0", "test"),
        ("split", "1.1.0", "try"),
    ]
    assert listed["moves"][1]["versions"] == [
        {"version": "1.1.0", "weightPercent": 95},
        {"version": "1.0.0", "weightPercent": 5},
    ]
    other = (await two.account.get(f"/flows/{two.id}/environments/staging/history")).json()
    assert other["moves"] == []


async def test_an_environment_that_runs_nothing_is_not_there(desk: Desk) -> None:
    answer = await desk.account.get(f"/flows/{desk.id}/environments/production")
    assert (answer.status_code, answer.json()["code"]) == (404, "environment_not_found")


async def test_what_runs_is_listed_with_its_share(two: Desk) -> None:
    await two.share_out(v1_1_0=95, v1_0_0=5)
    await two.share_out("staging", v1_0_0=100)
    listed = (await two.account.get("/flows/published")).json()["flows"]
    assert [(flow["environment"], flow["version"], flow["weightPercent"]) for flow in listed] == [
        ("production", "1.1.0", 95),
        ("production", "1.0.0", 5),
        ("staging", "1.0.0", 100),
    ]
    staging = (await two.account.get("/flows/published", params={"environment": "staging"})).json()
    assert (staging["meta"]["total"], staging["flows"][0]["version"]) == (1, "1.0.0")


async def test_every_move_is_announced_once(two: Desk) -> None:
    await two.account.post("/webhooks", {"url": "https://hooks.example.com/a", "events": ["flow.*"]})
    await two.published(WORDING)
    await two.published(WORDING)
    await two.share_out(v1_1_0=95, v1_0_0=5)
    await two.rollback("1.0.0")
    async with owner(two.account.dsn) as connection:
        cursor = await connection.execute("SELECT type, data FROM webhook_messages ORDER BY created_at, message_id")
        told = [(row["type"], row["data"]) async for row in cursor]
    assert [name for name, _ in told] == ["flow.published", "flow.split", "flow.rolled_back"]
    assert told[0][1]["flowId"] == two.id
    assert (told[0][1]["version"], told[0][1]["environment"]) == ("2.0.0", "production")
    assert told[1][1]["versions"][1] == {"version": "1.0.0", "weightPercent": 5}
    assert told[2][1] == {"flowId": two.id, "version": "1.0.0", "environment": "production", "reason": "test"}


@given(st.lists(st.integers(1, 100), min_size=1, max_size=10))
def test_the_main_version_has_the_most_calls(weights: list[int]) -> None:
    shares = [VersionWeight(version=f"1.0.{n}", weight_percent=weight) for n, weight in enumerate(weights)]
    main, canaries = main_and_canaries(shares)
    assert main == f"1.0.{weights.index(max(weights))}"
    assert [canary.version for canary in canaries] == [share.version for share in shares if share.version != main]
