"""The do-not-call list over REST."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Account, owner

NUMBER = "+14155551234"


async def add(account: Account, number: str = NUMBER, **body: Any) -> dict[str, Any]:
    answer = await account.post("/dnc", {"phoneNumber": number, "reason": "customer_request", **body})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def is_blocked(account: Account, number: str = NUMBER) -> bool:
    answer = await account.post("/dnc/check", {"phoneNumber": number})
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["blocked"])


async def listed(account: Account, **params: Any) -> list[str]:
    answer = await account.get("/dnc", params=params)
    assert answer.status_code == 200, answer.text
    return [entry["phoneNumber"] for entry in answer.json()["entries"]]


async def expire(account: Account) -> None:
    """As if the time of every entry that has an end were over."""
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE dnc_entries SET expires_at = now() WHERE expires_at IS NOT NULL")


async def subscribe(account: Account) -> None:
    await account.post("/webhooks", {"url": "https://hooks.example.com", "events": ["dnc.*"]})


async def told(account: Account) -> list[tuple[str, str]]:
    """(type, number) of everything that was announced."""
    async with owner(account.dsn) as connection:
        cursor = await connection.execute("SELECT type, data FROM webhook_messages ORDER BY message_id")
        return [(row["type"], row["data"]["phoneNumber"]) for row in await cursor.fetchall()]


def later(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def test_a_listed_number_is_blocked_until_it_is_removed(account: Account) -> None:
    entry = await add(account, "+1 (415) 555-1234", note="asked by mail")
    assert entry["phoneNumber"] == NUMBER
    assert (entry["source"], entry["callId"], entry["expiresAt"]) == ("api", None, None)
    answer = (await account.post("/dnc/check", {"phoneNumber": "+1 415 555 1234"})).json()
    assert answer == {"blocked": True, "results": [{"phoneNumber": NUMBER, "blocked": True, "entry": entry}]}
    assert (await account.send("DELETE", f"/dnc/{entry['id']}")).status_code == 204
    assert not await is_blocked(account)
    again = await account.send("DELETE", f"/dnc/{entry['id']}")
    assert (again.status_code, again.json()["code"]) == (404, "dnc_entry_not_found")


async def test_a_number_is_listed_once(account: Account) -> None:
    first = await account.post("/dnc", {"phoneNumber": NUMBER, "reason": "legal"})
    second = await account.post("/dnc", {"phoneNumber": NUMBER, "reason": "complaint"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert await listed(account) == [NUMBER]


async def test_the_list_of_another_account_does_not_block(account: Account, stranger: Account) -> None:
    await add(account)
    assert not await is_blocked(stranger)
    assert (await stranger.post("/dnc", {"phoneNumber": NUMBER, "reason": "legal"})).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"phoneNumber": "415 555 1234"}, "phoneNumber"),
        ({"phoneNumber": ""}, "phoneNumber"),
        ({"reason": "dislike"}, "reason"),
        ({"note": "x" * 201}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2090-01-01T00:00:00"}, "expiresAt"),
        ({"source": "call"}, "source"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str) -> None:
    answer = await account.post("/dnc", {"phoneNumber": NUMBER, "reason": "legal", **body})
    assert answer.status_code == 400
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]
    assert await listed(account) == []


async def test_an_entry_that_has_expired_is_not_there(account: Account) -> None:
    entry = await add(account, expiresAt=later(hours=1))
    assert await is_blocked(account)
    await expire(account)
    assert not await is_blocked(account)
    assert await listed(account) == []
    assert (await account.send("DELETE", f"/dnc/{entry['id']}")).status_code == 404
    answer = await account.post("/dnc", {"phoneNumber": NUMBER, "reason": "legal"})
    assert (answer.status_code, answer.json()["reason"]) == (201, "legal")
    assert answer.json()["id"] != entry["id"]


async def test_adding_again_never_makes_an_entry_end_sooner(account: Account) -> None:
    first = await add(account, expiresAt=later(hours=2), reason="complaint")
    assert (await add(account, expiresAt=later(hours=1)))["expiresAt"] == first["expiresAt"]
    assert (await add(account, expiresAt=later(hours=3)))["expiresAt"] > first["expiresAt"]
    forever = await add(account, reason="legal")
    assert (forever["expiresAt"], forever["id"], forever["reason"]) == (None, first["id"], "complaint")
    assert (await add(account, expiresAt=later(hours=1)))["expiresAt"] is None


async def test_a_hundred_numbers_are_checked_at_once(account: Account) -> None:
    await add(account)
    numbers = [f"+141555512{number:02d}" for number in range(100)]
    answer = (await account.post("/dnc/check", {"phoneNumbers": numbers})).json()
    assert [result["phoneNumber"] for result in answer["results"]] == numbers
    assert [result["phoneNumber"] for result in answer["results"] if result["blocked"]] == [NUMBER]
    one_more = await account.post("/dnc/check", {"phoneNumbers": [*numbers, NUMBER]})
    assert [problem["field"] for problem in one_more.json()["errors"]] == ["phoneNumbers"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"phoneNumber": "nobody"}, "phoneNumber"),
        ({"phoneNumbers": [NUMBER, "nobody"]}, "phoneNumbers.1"),
        ({"phoneNumbers": []}, "phoneNumbers"),
        ({}, "body"),
        ({"phoneNumber": NUMBER, "phoneNumbers": [NUMBER]}, "body"),
    ],
)
async def test_a_wrong_check_is_named(account: Account, body: dict[str, Any], field: str) -> None:
    answer = await account.post("/dnc/check", body)
    assert answer.status_code == 400
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


async def test_checking_needs_no_right_to_write(account: Account) -> None:
    reader = await account.with_key(scopes=["dnc:read"])
    assert (await reader.post("/dnc/check", {"phoneNumber": NUMBER})).status_code == 200
    assert (await reader.post("/dnc", {"phoneNumber": NUMBER, "reason": "legal"})).status_code == 403


async def test_the_list_is_newest_first_and_filtered(account: Account) -> None:
    for number, reason in [("+14155551234", "legal"), ("+14165551234", "complaint"), ("+442079460123", "legal")]:
        await add(account, number, reason=reason)
    await account.post("/dnc/bulk", {"entries": [{"phoneNumber": "+14175551234", "reason": "imported"}]})
    everything = ["+14175551234", "+442079460123", "+14165551234", "+14155551234"]
    assert await listed(account) == everything
    assert await listed(account, limit=1, offset=1) == everything[1:2]
    assert await listed(account, q="+141") == ["+14175551234", "+14165551234", "+14155551234"]
    assert await listed(account, q="44") == ["+442079460123"]
    assert await listed(account, q="5551234") == []
    assert await listed(account, reason="legal") == ["+442079460123", "+14155551234"]
    assert await listed(account, source="import", q="+1417") == ["+14175551234"]
    since = (await account.get("/dnc", params={"q": "44"})).json()["entries"][0]["createdAt"]
    assert await listed(account, createdSince=since) == everything[:2]


@pytest.mark.parametrize("params", [{"q": "abc"}, {"reason": "dislike"}, {"source": "x"}, {"createdSince": "today"}])
async def test_a_wrong_filter_is_named(account: Account, params: dict[str, str]) -> None:
    for path in ("/dnc", "/dnc/export"):
        answer = await account.get(path, params=params)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(params)))


async def test_of_many_rows_the_right_ones_are_listed_and_the_wrong_ones_named(account: Account) -> None:
    await add(account)
    rows: list[Any] = [
        {"phoneNumber": NUMBER, "reason": "imported"},
        {"phoneNumber": "+1 416 555 1234", "reason": "imported", "note": "first"},
        {"phoneNumber": "12", "reason": "imported"},
        {"phoneNumber": "+14165551234", "reason": "legal", "note": "second"},
        {"phoneNumber": "+14175551234", "reason": "dislike", "colour": "red"},
        "+14185551234",
        {"phoneNumber": "+14195551234", "reason": "imported", "expiresAt": "2020-01-01T00:00:00Z"},
    ]
    answer = (await account.post("/dnc/bulk", {"entries": rows})).json()
    assert (answer["added"], answer["alreadyListed"], answer["repeated"], answer["failed"]) == (1, 1, 1, 4)
    named = [(row["index"], [(found["field"], found["code"]) for found in row["errors"]]) for row in answer["problems"]]
    assert named == [
        (2, [("phoneNumber", "invalid_format")]),
        (4, [("reason", "invalid_value"), ("colour", "unknown_field")]),
        (5, [("entry", "invalid_type")]),
        (6, [("expiresAt", "in_the_past")]),
    ]
    (entry,) = (await account.get("/dnc", params={"q": "+1416"})).json()["entries"]
    assert (entry["note"], entry["source"]) == ("first", "import")


async def test_a_bulk_has_a_row_at_least(account: Account) -> None:
    answer = await account.post("/dnc/bulk", {"entries": []})
    assert [problem["field"] for problem in answer.json()["errors"]] == ["entries"]


async def test_the_export_has_every_entry(account: Account) -> None:
    numbers = [f"+1415555{number:04d}" for number in range(1_500)]
    entries = [{"phoneNumber": number, "reason": "imported", "note": "=1+1"} for number in numbers]
    assert (await account.post("/dnc/bulk", {"entries": entries})).json()["added"] == 1_500
    answer = await account.get("/dnc/export")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dnc.csv"'
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert sorted(row["phoneNumber"] for row in rows) == numbers
    assert {row["note"] for row in rows} == {"'=1+1"}
    lines = (await account.get("/dnc/export", params={"format": "ndjson", "q": "+14155550001"})).text.splitlines()
    (entry,) = (await account.get("/dnc", params={"q": "+14155550001"})).json()["entries"]
    (exported,) = map(json.loads, lines)
    assert exported == entry


async def test_an_empty_list_is_exported_too(account: Account) -> None:
    assert (await account.get("/dnc/export")).text.splitlines() == [
        "id,phoneNumber,reason,note,source,callId,createdAt,expiresAt"
    ]
    assert (await account.get("/dnc/export", params={"format": "ndjson"})).text == ""


async def test_who_wants_to_know_is_told(account: Account) -> None:
    await subscribe(account)
    entry = await add(account)
    await add(account)
    await account.post("/dnc/bulk", {"entries": [{"phoneNumber": "+14165551234", "reason": "imported"}]})
    await account.send("DELETE", f"/dnc/{entry['id']}")
    assert await told(account) == [("dnc.added", NUMBER), ("dnc.removed", NUMBER)]


async def test_a_row_with_nul_in_the_name_of_a_field_is_left_out_alone(account: Account) -> None:
    rows = [{"phoneNumber": number, "reason": "imported"} for number in (NUMBER, "+14165551234")]
    body = {"entries": [rows[0] | {"a\0": 1}, rows[1]]}
    answer = await account.post("/dnc/bulk", body, headers={"Idempotency-Key": "once"})
    assert (answer.status_code, answer.json()["added"]) == (200, 1)
    (row,) = answer.json()["problems"]
    assert [(problem["field"], problem["code"]) for problem in row["errors"]] == [("a?", "unknown_field")]
