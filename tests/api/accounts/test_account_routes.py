"""Settings of the account over REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Account


async def patch(account: Account, body: dict[str, Any], **headers: str) -> Any:
    return await account.send("PATCH", "/settings", json=body, headers=headers)


async def test_settings_are_read_and_changed(account: Account) -> None:
    before = await account.get("/settings")
    assert before.json()["retention"] == {"recordingsDays": None, "transcriptsDays": None, "contactsDays": None}
    answer = await patch(
        account,
        {
            "maxConcurrentCalls": 25,
            "monthlyBudget": {"amountMicros": 500_000_000, "currency": "EUR"},
            "retention": {"recordingsDays": 30},
        },
    )
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert after["maxConcurrentCalls"] == 25
    assert after["monthlyBudget"] == {"amountMicros": 500_000_000, "currency": "EUR"}
    assert after["retention"]["recordingsDays"] == 30
    assert after["timezone"] == before.json()["timezone"]
    assert (await account.get("/settings")).json() == after
    assert (await patch(account, {"monthlyBudget": None})).json()["monthlyBudget"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "localtime"}, "timezone"),
        ({"defaultCountry": "usa"}, "defaultCountry"),
        ({"defaultCountry": "ZZ"}, "defaultCountry"),
        ({"maxConcurrentCalls": 0}, "maxConcurrentCalls"),
        ({"monthlyBudget": {"amountMicros": -1, "currency": "EUR"}}, "monthlyBudget.amountMicros"),
        ({"monthlyBudget": {"amountMicros": 1, "currency": "ZZZ"}}, "monthlyBudget.currency"),
        ({"monthlyBudget": {"amountMicros": 1, "currency": "XXX"}}, "monthlyBudget.currency"),
        ({"retention": {"recordingsDays": 0}}, "retention.recordingsDays"),
        ({"plan": "gold"}, "plan"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str) -> None:
    answer = await patch(account, body)
    assert answer.status_code == 400, answer.text
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


async def test_a_patch_that_changes_nothing_makes_no_revision(account: Account) -> None:
    seen = (await account.get("/settings")).headers["ETag"]
    unchanged = await patch(account, {})
    assert (unchanged.status_code, unchanged.headers["ETag"]) == (200, seen)
    assert (await patch(account, {}, **{"If-Match": '"7"'})).status_code == 412


async def test_two_writers_do_not_overwrite_each_other(account: Account) -> None:
    seen = (await account.get("/settings")).headers["ETag"]
    first = await patch(account, {"name": "first"}, **{"If-Match": seen})
    second = await patch(account, {"name": "second"}, **{"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["meta"] == {"revision": 2}
    assert (await patch(account, {"name": "third"}, **{"If-Match": first.headers["ETag"]})).status_code == 200
    assert (await patch(account, {"name": "fourth"}, **{"If-Match": "W/x"})).status_code == 400
    assert (await patch(account, {"name": "fifth"}, **{"If-Match": "*"})).status_code == 200
