"""What came of the calls of a flow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from talkif_api.registry.stats import Group, by_version, counts
from tests.api.conftest import owner
from tests.api.registry.conftest import WORDING, Desk

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GROUPS = st.lists(
    st.builds(
        Group,
        version=st.sampled_from(["1.0.0", "1.10.0", "1.9.0"]),
        outcome=st.sampled_from(["done", "lost", None]),
        calls=st.integers(0, 9),
        over=st.integers(0, 9),
        completed=st.integers(0, 9),
        failed=st.integers(0, 9),
        measured=st.integers(0, 9),
        duration_ms=st.integers(0, 10**9),
    )
)


@given(GROUPS)
def test_versions_add_up_to_the_flow(groups: list[Group]) -> None:
    whole, versions = counts(groups), by_version(groups)
    for name in ("calls", "completed", "failed"):
        assert whole[name] == sum(getattr(version, name) for version in versions)
    assert sum(entry.calls for entry in whole["outcomes"]) == sum(group.over for group in groups)
    order = [version.version for version in versions]
    assert order == [number for number in ("1.10.0", "1.9.0", "1.0.0") if number in order]


async def call(desk: Desk, name: str, version: str = "1.0.0", **more: Any) -> None:
    """A call of a minute that was created at NOW, as the runtime leaves it behind."""
    row: dict[str, Any] = {
        "call_id": f"call_{name}", "account_id": desk.account.account_id, "direction": "inbound", "version": version,
        "from_number": "+14155550199", "to_number": "+14155550100", "flow_id": desk.id, "environment": "production",
        "carrier": "twilio", "carrier_call_id": name, "status": "completed", "outcome": "done", "created_at": NOW,
        "answered_at": NOW + timedelta(seconds=5), "ended_at": NOW + timedelta(seconds=65), **more,
    }  # fmt: skip
    values = ", ".join(f"%({column})s" for column in row)
    async with owner(desk.account.dsn) as connection:
        await connection.execute(
            f"""
            INSERT INTO calls ({", ".join(row)}, digest)
            SELECT {values}, digest FROM flow_versions WHERE flow_id = %(flow_id)s AND version = %(version)s
            """.encode(),
            row,
        )


async def stats(desk: Desk, **query: str) -> dict[str, Any]:
    period = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW + timedelta(days=1)).isoformat()}
    answer = await desk.account.get(f"/flows/{desk.id}/stats", params=period | query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_calls_are_counted_by_version_and_outcome(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(WORDING)
    await call(desk, "one")
    await call(desk, "two", ended_at=NOW + timedelta(seconds=35))
    await call(desk, "three", "1.0.1", outcome="lost")
    await call(desk, "four", "1.0.1", status="failed", outcome=None, answered_at=None)
    await call(desk, "five", "1.0.1", status="inprogress", outcome=None, ended_at=None)
    found = await stats(desk)
    assert (found["calls"], found["completed"], found["failed"], found["averageDurationMs"]) == (5, 3, 1, 50_000)
    assert found["outcomes"] == [
        {"outcome": "done", "calls": 2},
        {"outcome": None, "calls": 1},
        {"outcome": "lost", "calls": 1},
    ]
    assert [(version["version"], version["calls"], version["averageDurationMs"]) for version in found["versions"]] == [
        ("1.0.1", 3, 60_000),
        ("1.0.0", 2, 45_000),
    ]


async def test_only_the_period_and_the_environment_count(desk: Desk) -> None:
    await desk.publish()
    await call(desk, "in")
    await call(desk, "staging", environment="staging")
    await call(desk, "before", created_at=NOW - timedelta(days=1, seconds=1))
    await call(desk, "at-the-end", created_at=NOW + timedelta(days=1))
    assert (await stats(desk))["calls"] == 2
    assert (await stats(desk, environment="staging"))["calls"] == 1


async def test_a_flow_without_calls_has_no_average(desk: Desk) -> None:
    answer = (await desk.account.get(f"/flows/{desk.id}/stats")).json()
    assert (answer["calls"], answer["averageDurationMs"], answer["outcomes"], answer["versions"]) == (0, None, [], [])
    length = datetime.fromisoformat(answer["to"]) - datetime.fromisoformat(answer["from"])
    assert length == timedelta(days=30)


async def test_a_period_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    period = {"from": NOW.isoformat(), "to": NOW.isoformat()}
    answer = await desk.account.get(f"/flows/{desk.id}/stats", params=period)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "to")
    answer = await desk.account.get(f"/flows/{desk.id}/stats", params={"to": "0001-01-01T00:00:00+14:00"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "to")
    answer = await desk.account.get(f"/flows/{desk.id}/stats", params={"from": "2026-05-01T00:00:00"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "from")
