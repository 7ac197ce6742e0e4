"""Schedules over REST."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_schemas.resources.schedules import DAYS
from tests.api.conftest import Account

OFFICE: dict[str, Any] = {
    "name": "Office",
    "timezone": "America/New_York",
    "windows": [{"day": day, "start": "09:00", "end": "17:00"} for day in ("monday", "tuesday", "wednesday")],
}

DATES = {"startDate": "2027-01-02", "endDate": "2027-01-02"}
NOON = "2027-01-02T12:00:00Z"


async def create(account: Account, **body: Any) -> dict[str, Any]:
    answer = await account.post("/schedules", {**OFFICE, **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def opening(account: Account, schedule: dict[str, Any], at: str) -> tuple[bool, str | None, str | None]:
    answer = await account.get(f"/schedules/{schedule['id']}/next-window", params={"at": at})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return found["isOpen"], found["opensAt"], found["closesAt"]


async def test_a_schedule_is_kept_as_it_was_sent(account: Account) -> None:
    sent: dict[str, Any] = {
        "windows": [
            {"day": "monday", "start": "22:00", "end": "06:00"},
            {"day": "sunday", "start": "00:00", "end": "24:00"},
        ],
        "blackoutPeriods": [
            {"startDate": "2027-12-24", "endDate": "2028-01-01", "reason": "Winter"},
            {"startAt": "2027-06-01T10:00:00Z", "endAt": "2027-06-01T11:00:00Z", "reason": ""},
        ],
        "holidays": {"country": "DE", "region": "BY"},
        "extraHolidays": ["2027-12-24", "2027-12-23", "2027-12-24"],
        "enabled": False,
    }
    created = await create(account, **sent)
    both = {"startDate": None, "endDate": None, "startAt": None, "endAt": None}
    assert created["windows"] == sent["windows"]
    assert created["blackoutPeriods"] == [both | period for period in sent["blackoutPeriods"]]
    assert created["holidays"] == sent["holidays"]
    assert created["extraHolidays"] == ["2027-12-23", "2027-12-24"]
    assert (created["name"], created["timezone"], created["enabled"]) == ("Office", "America/New_York", False)
    assert (await account.get(f"/schedules/{created['id']}")).json() == created
    assert (await account.get("/schedules")).json()["schedules"] == [created]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"timezone": "EST5EDT4"}, "timezone"),
        ({"windows": []}, "windows"),
        ({"windows": [{"day": "funday", "start": "09:00", "end": "17:00"}]}, "windows.0.day"),
        ({"windows": [{"day": "monday", "start": "9:00", "end": "17:00"}]}, "windows.0.start"),
        ({"windows": [{"day": "monday", "start": "24:00", "end": "06:00"}]}, "windows.0.start"),
        ({"windows": [{"day": "monday", "start": "09:00", "end": "24:01"}]}, "windows.0.end"),
        ({"windows": [{"day": "monday", "start": "09:00", "end": "17:00"}] * 2}, "windows"),
        ({"windows": OFFICE["windows"] * 17}, "windows"),
        ({"blackoutPeriods": [{}]}, "blackoutPeriods.0"),
        ({"blackoutPeriods": [{"startDate": "2027-01-01"}]}, "blackoutPeriods.0"),
        ({"blackoutPeriods": [{"startDate": "2027-01-02", "endDate": "2027-01-01"}]}, "blackoutPeriods.0"),
        ({"blackoutPeriods": [{"startDate": "2027-01-02", "endAt": "2027-01-03T00:00:00Z"}]}, "blackoutPeriods.0"),
        ({"blackoutPeriods": [DATES | {"startAt": "2027-01-02T00:00:00Z"}]}, "blackoutPeriods.0"),
        ({"blackoutPeriods": [{"startAt": NOON, "endAt": NOON}]}, "blackoutPeriods.0"),
        ({"blackoutPeriods": [{"startDate": "2027-01-01", "endDate": "9999-12-31"}]}, "blackoutPeriods.0.endDate"),
        ({"blackoutPeriods": [{"startDate": "2027-01-01", "endDate": "2027-01-01"}] * 101}, "blackoutPeriods"),
        ({"holidays": {"country": "XX"}}, "holidays.country"),
        ({"holidays": {"country": "DE", "region": "ZZ"}}, "holidays.region"),
        ({"holidays": {"country": "Germany"}}, "holidays.country"),
        ({"extraHolidays": ["2027-02-30"]}, "extraHolidays.0"),
        ({"extraHolidays": ["2027-02-03"] * 367}, "extraHolidays"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str) -> None:
    answer = await account.post("/schedules", {**OFFICE, **body})
    assert answer.status_code == 400
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (("monday", "09:00", "12:00"), ("monday", "12:00", "17:00"), True),
        (("monday", "09:00", "12:01"), ("monday", "12:00", "17:00"), False),
        (("monday", "22:00", "06:00"), ("tuesday", "06:00", "07:00"), True),
        (("monday", "22:00", "06:00"), ("tuesday", "05:59", "07:00"), False),
        (("monday", "00:00", "07:00"), ("sunday", "22:00", "00:30"), False),
        (("monday", "00:00", "07:00"), ("sunday", "22:00", "24:00"), True),
        (("monday", "08:00", "08:00"), ("tuesday", "07:00", "09:00"), False),
    ],
)
async def test_windows_that_overlap_are_refused(
    account: Account, one: tuple[str, str, str], other: tuple[str, str, str], fits: bool
) -> None:
    windows = [dict(zip(("day", "start", "end"), window, strict=True)) for window in (one, other)]
    answer = await account.post("/schedules", {**OFFICE, "windows": windows})
    assert answer.status_code == (201 if fits else 400)
    if not fits:
        (problem,) = answer.json()["errors"]
        assert (problem["field"], problem["message"]) == ("windows", "Windows 0 and 1 overlap, counted from 0")


async def test_two_writers_do_not_overwrite_each_other(account: Account) -> None:
    path = f"/schedules/{(await create(account))['id']}"
    seen = (await account.get(path)).headers["ETag"]
    first = await account.send("PATCH", path, json={"name": "first"}, headers={"If-Match": seen})
    second = await account.send("PATCH", path, json={"name": "second"}, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await account.get(path)).json()["name"] == "first"


async def test_a_change_leaves_the_rest(account: Account) -> None:
    created = await create(account, holidays={"country": "US"}, extraHolidays=["2027-12-24"])
    path = f"/schedules/{created['id']}"
    same = {"updatedAt": "", "revision": 0}
    changed = (await account.send("PATCH", path, json={"extraHolidays": [], "enabled": False})).json()
    assert changed | same == created | {"extraHolidays": [], "enabled": False} | same
    changed = (await account.send("PATCH", path, json={"holidays": None, "timezone": "Asia/Tokyo"})).json()
    assert (changed["holidays"], changed["timezone"], changed["windows"]) == (None, "Asia/Tokyo", created["windows"])
    wrong = await account.send("PATCH", path, json={"holidays": {"country": "XX"}})
    assert [problem["field"] for problem in wrong.json()["errors"]] == ["holidays.country"]


async def test_a_deleted_schedule_is_not_there(account: Account) -> None:
    path = f"/schedules/{(await create(account))['id']}"
    assert (await account.send("DELETE", path)).status_code == 204
    for method, below in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/next-window")):
        answer = await account.send(method, path + below, json={} if method == "PATCH" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, "schedule_not_found")


async def test_an_account_has_at_most_two_hundred(account: Account) -> None:
    for _ in range(200):
        await create(account)
    answer = await account.post("/schedules", OFFICE)
    assert (answer.status_code, answer.json()["code"]) == (409, "schedule_limit_reached")


async def test_the_next_window_knows_blackouts_and_holidays(account: Account) -> None:
    schedule = await create(
        account,
        blackoutPeriods=[
            {"startDate": "2027-06-01", "endDate": "2027-06-01"},
            {"startAt": "2027-06-02T14:00:00Z", "endAt": "2027-06-02T15:00:00Z"},
        ],
        holidays={"country": "US"},
        extraHolidays=["2027-06-07"],
    )
    # 31 May 2027, a Monday, is Memorial Day.
    assert await opening(account, schedule, "2027-05-31T14:00:00Z") == (
        False, "2027-06-02T13:00:00Z", "2027-06-02T14:00:00Z",
    )  # fmt: skip
    assert await opening(account, schedule, "2027-06-02T15:00:00Z") == (
        True, "2027-06-02T15:00:00Z", "2027-06-02T21:00:00Z",
    )  # fmt: skip
    assert await opening(account, schedule, "2027-06-02T23:00:00+02:00") == (
        False, "2027-06-08T13:00:00Z", "2027-06-08T21:00:00Z",
    )  # fmt: skip


async def test_without_a_moment_now_is_meant(account: Account) -> None:
    always = [{"day": day, "start": "00:00", "end": "24:00"} for day in DAYS]
    schedule = await create(account, windows=always)
    found = (await account.get(f"/schedules/{schedule['id']}/next-window")).json()
    assert (found["isOpen"], found["opensAt"], found["closesAt"], found["reason"]) == (True, found["at"], None, None)
    assert found["at"] >= schedule["createdAt"]


async def test_what_never_opens_says_why(account: Account) -> None:
    closed = await create(account, blackoutPeriods=[{"startDate": "2027-01-01", "endDate": "2030-01-01"}])
    disabled = await create(account, enabled=False)
    for schedule, reason in ((closed, "never_opens"), (disabled, "disabled")):
        path = f"/schedules/{schedule['id']}/next-window"
        found = (await account.get(path, params={"at": "2027-06-01T00:00:00Z"})).json()
        assert (found["isOpen"], found["opensAt"], found["closesAt"], found["reason"]) == (False, None, None, reason)


@pytest.mark.parametrize("at", ["yesterday", "2027-06-01T00:00:00", "1999-12-31T23:59:59Z", "9999-01-01T00:00:00Z"])
async def test_a_moment_that_is_none_is_named(account: Account, at: str) -> None:
    schedule = await create(account)
    answer = await account.get(f"/schedules/{schedule['id']}/next-window", params={"at": at})
    assert [problem["field"] for problem in answer.json()["errors"]] == ["at"]


async def test_reading_needs_no_right_to_write(account: Account) -> None:
    schedule = await create(account)
    reader = await account.with_key(scopes=["schedules:read"])
    assert (await reader.get(f"/schedules/{schedule['id']}/next-window")).status_code == 200
    assert (await reader.post("/schedules", OFFICE)).status_code == 403
