"""Contacts over REST."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_api.contacts import listing
from talkif_api.kit import paging
from talkif_api.kit.paging import Total
from tests.api.conftest import Account, owner

SARAH = {
    "firstName": "Sarah",
    "lastName": "Chen",
    "phone": "+14155551234",
    "company": "Acme Corp",
    "timezone": "America/Los_Angeles",
    "tags": ["enterprise", "vip"],
    "customFields": {"dealStage": "negotiation", "accountManager": "James"},
}


async def create(account: Account, **body: Any) -> dict[str, Any]:
    answer = await account.post("/contacts", body or SARAH)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def names(account: Account, **filters: Any) -> list[str]:
    answer = await account.get("/contacts", params=filters)
    assert answer.status_code == 200, answer.text
    listed = answer.json()
    assert listed["meta"]["total"] == len(listed["contacts"])
    return [contact["firstName"] for contact in listed["contacts"]]


async def test_a_contact_is_stored_as_promised(account: Account) -> None:
    created = await create(account)
    assert created.items() >= SARAH.items()
    answer = await account.get(f"/contacts/{created['id']}")
    assert answer.json() == created
    assert created["updatedAt"] == created["createdAt"]
    assert (answer.headers["ETag"], created["timezoneSource"], created["deletedAt"]) == ('"1"', "given", None)


@pytest.mark.parametrize(
    ("written", "country", "stored", "timezone"),
    [
        ("(415) 555-1234", None, "+14155551234", "America/Los_Angeles"),
        ("+1 415 555 1234", None, "+14155551234", "America/Los_Angeles"),
        ("030 901820", "DE", "+4930901820", "Europe/Berlin"),
        ("07911 123456", "GB", "+447911123456", "Europe/London"),
        ("+7 916 123-45-67", None, "+79161234567", None),
    ],
)
async def test_numbers_may_be_written_in_any_form(
    account: Account, written: str, country: str | None, stored: str, timezone: str | None
) -> None:
    created = await create(account, phone=written, country=country)
    assert (created["phone"], created["timezone"]) == (stored, timezone)
    assert created["timezoneSource"] == ("number" if timezone else None)
    found = await account.get(
        "/contacts/search-by-phone", params={"phone": written} | ({"country": country} if country else {})
    )
    assert [contact["id"] for contact in found.json()["contacts"]] == [created["id"]]


async def test_national_numbers_are_of_the_country_of_the_account(account: Account) -> None:
    await account.send("PATCH", "/settings", json={"defaultCountry": "FR"})
    assert (await create(account, phone="06 12 34 56 78"))["phone"] == "+33612345678"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"phone": "call me"}, "phone", "invalid_format"),
        ({"phone": "12"}, "phone", "invalid_format"),
        ({"email": "nobody"}, "email", "invalid_format"),
        ({"firstName": "A", "timezone": "Mars/Base"}, "timezone", "invalid_format"),
        ({"firstName": "A", "timezone": "Factory"}, "timezone", "invalid_format"),
        ({"firstName": " "}, "firstName", "too_short"),
        ({"firstName": "A", "tags": ["a,b"]}, "tags.0", "invalid_format"),
        ({"firstName": "A", "nickname": "B"}, "nickname", "unknown_field"),
        ({"tags": ["vip"]}, "body", "required"),
        ({"firstName": "A", "customFields": {"a b": "c"}}, "customFields.a b", "invalid_format"),
        ({"firstName": "A", "customFields": {"a": ["c"]}}, "customFields.a", "invalid_type"),
        ({"firstName": "A", "customFields": {"a": "x" * 2049}}, "customFields.a", "too_long"),
        ({"firstName": "A", "customFields": {f"k{n}": n for n in range(101)}}, "customFields", "too_long"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str, code: str) -> None:
    answer = await account.post("/contacts", body)
    assert answer.status_code == 400
    assert [(problem["field"], problem["code"]) for problem in answer.json()["errors"]] == [(field, code)]


async def test_a_change_leaves_the_rest_as_it_was(account: Account) -> None:
    created = await create(account)
    path = f"/contacts/{created['id']}"
    patch = {"company": None, "customFields": {"dealStage": None, "seats": 12}}
    changed = (await account.send("PATCH", path, json=patch)).json()
    assert changed["company"] is None
    assert changed["customFields"] == {"accountManager": "James", "seats": 12}
    assert (changed["firstName"], changed["tags"], changed["revision"]) == ("Sarah", ["enterprise", "vip"], 2)


async def test_a_contact_stays_somebody(account: Account) -> None:
    made = (await account.post("/contacts", {"firstName": "A", "phone": "+14155551234"})).json()
    path = f"/contacts/{made['id']}"
    refused = await account.send("PATCH", path, json={"firstName": None, "phone": None})
    assert refused.status_code == 400
    assert [(problem["field"], problem["code"]) for problem in refused.json()["errors"]] == [("body", "required")]
    assert (await account.send("PATCH", path, json={"firstName": None})).status_code == 200
    assert (await account.send("PATCH", path, json={"phone": None})).status_code == 400
    swapped = await account.send("PATCH", path, json={"phone": None, "email": "a@example.com"})
    assert (swapped.status_code, swapped.json()["phone"]) == (200, None)


async def test_the_zone_follows_the_number_unless_it_was_given(account: Account) -> None:
    given, derived = await create(account), await create(account, phone="+14155551234")
    for contact in (given, derived):
        await account.send("PATCH", f"/contacts/{contact['id']}", json={"phone": "+33612345678"})
    zones = [(await account.get(f"/contacts/{contact['id']}")).json()["timezone"] for contact in (given, derived)]
    assert zones == ["America/Los_Angeles", "Europe/Paris"]
    emptied = await account.send("PATCH", f"/contacts/{given['id']}", json={"timezone": None})
    assert (emptied.json()["timezone"], emptied.json()["timezoneSource"]) == ("Europe/Paris", "number")


async def test_two_writers_do_not_overwrite_each_other(account: Account) -> None:
    created = await create(account)
    path, seen = f"/contacts/{created['id']}", '"1"'
    first = await account.send("PATCH", path, json={"company": "First"}, headers={"If-Match": seen})
    second = await account.send("PATCH", path, json={"company": "Second"}, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)


async def test_an_external_id_belongs_to_one_contact(account: Account) -> None:
    first = await create(account, externalId="crm-1")
    second = await create(account, externalId="crm-2")
    for answer in (
        await account.post("/contacts", {"externalId": "crm-1"}),
        await account.send("PATCH", f"/contacts/{second['id']}", json={"externalId": "crm-1"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "external_id_already_exists")
    await account.send("DELETE", f"/contacts/{first['id']}")
    await create(account, externalId="crm-1")
    answer = await account.post(f"/contacts/{first['id']}/restore")
    assert (answer.status_code, answer.json()["code"]) == (409, "external_id_already_exists")


async def test_a_deleted_contact_is_not_there_until_it_is_restored(account: Account) -> None:
    created = await create(account)
    path = f"/contacts/{created['id']}"
    assert (await account.send("DELETE", path)).status_code == 204
    for answer in (
        await account.get(path),
        await account.send("PATCH", path, json={"company": "B"}),
        await account.send("DELETE", path),
        await account.post(path + "/tags", {"tags": ["a"]}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "contact_not_found")
    assert await names(account) == await names(account, q="sarah") == await names(account, tags="vip") == []
    assert (await account.get("/contacts/search-by-phone?phone=%2B14155551234")).json()["contacts"] == []
    assert (await account.get("/contacts/tags")).json()["tags"] == []
    for filters in ({}, {"q": "sarah chen"}, {"tags": "vip,gold"}, {"tags": "vip,enterprise", "tagMode": "all"}):
        assert await names(account, deleted="true", **filters) == ["Sarah"]
    restored = await account.post(path + "/restore")
    assert (restored.status_code, restored.json()["deletedAt"]) == (200, None)
    assert await names(account) == await names(account, q="sarah") == await names(account, tags="vip") == ["Sarah"]


async def test_tags_come_and_go(account: Account) -> None:
    created = await create(account)
    path = f"/contacts/{created['id']}/tags"
    added = await account.post(path, {"tags": ["vip", "a/b", "renewal due"]})
    assert added.json()["tags"] == ["enterprise", "vip", "a/b", "renewal due"]
    for tag in ("a%2Fb", "renewal%20due", "unknown"):
        removed = await account.send("DELETE", f"{path}/{tag}")
    assert removed.json()["tags"] == ["enterprise", "vip"]
    await create(account, firstName="Ana", tags=["vip"])
    assert (await account.get("/contacts/tags")).json()["tags"] == [
        {"name": "enterprise", "contacts": 1},
        {"name": "vip", "contacts": 2},
    ]
    answer = await account.post(path, {"tags": [f"t{number}" for number in range(49)]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_long")


async def test_lists_are_filtered(account: Account) -> None:
    await create(account)
    await create(account, firstName="Ana", lastName="Souza", email="Ana@Example.com", tags=["vip"])
    third = await create(account, firstName="100%", lastName="Zed", company="Under_score", tags=["cold"])
    assert await names(account, q="chen") == await names(account, q="SARAH acme") == ["Sarah"]
    assert await names(account, q="(415) 555-1234") == await names(account, q="555 12") == ["Sarah"]
    assert await names(account, q="example.com") == ["Ana"]
    assert await names(account, q="100%") == await names(account, q="r_s") == ["100%"]
    assert await names(account, q="0_%") == await names(account, q="chen souza") == []
    assert await names(account, tags="vip") == await names(account, tags="vip,enterprise") == ["Ana", "Sarah"]
    assert await names(account, tags="vip,enterprise", tagMode="all") == ["Sarah"]
    assert await names(account, tags="vip", q="ana") == ["Ana"]
    assert await names(account, updatedSince=third["updatedAt"]) == ["100%"]
    assert await names(account, updatedSince="2000-01-01T00:00:00Z") == ["100%", "Ana", "Sarah"]


@pytest.mark.parametrize("searched", [listing.SEARCHED, 0])
async def test_words_are_found_in_any_case(account: Account, monkeypatch: pytest.MonkeyPatch, searched: int) -> None:
    monkeypatch.setattr(listing, "SEARCHED", searched)
    await create(account, firstName="İstanbul", company="ΟΔΥΣΣΕΥΣ ÉCOLE", email="İΣ@Example.com")
    for q in ("İstanbul", "istanbul", "ΟΔΥΣ", "οδυσ", "école", "École", "İΣ@EXAMPLE"):
        assert await names(account, q=q) == ["İstanbul"], q


async def test_lists_are_sorted(account: Account) -> None:
    last_names = ["b", "A", None, "c"]
    made = [await create(account, firstName=str(last), lastName=last) for last in last_names]
    await account.send("PATCH", f"/contacts/{made[1]['id']}", json={"company": "X"})
    assert await names(account) == ["c", "None", "A", "b"]
    assert await names(account, sort="createdAt") == ["b", "A", "None", "c"]
    assert await names(account, sort="updatedAt") == ["b", "None", "c", "A"]
    assert await names(account, sort="lastName") == ["A", "b", "c", "None"]
    assert await names(account, sort="-lastName") == ["None", "c", "b", "A"]
    page = (await account.get("/contacts?sort=lastName&limit=2&offset=1")).json()
    assert [contact["firstName"] for contact in page["contacts"]] == ["b", "c"]
    assert page["meta"] == {"total": 4, "totalIsExact": True, "limit": 2, "offset": 1}


async def test_a_search_that_finds_many_counts_those_it_finds(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SEARCHED", 1)
    monkeypatch.setattr(paging, "COUNTED", 3)
    for number in range(8):
        await create(account, firstName=str(number), lastName="Other" if number < 5 else "Chen")
    for sort in ("createdAt", "-createdAt"):
        page = (await account.get("/contacts", params={"q": "chen", "limit": 1, "sort": sort})).json()
        assert page["meta"] == {"total": 3, "totalIsExact": True, "limit": 1, "offset": 0}
    many = {"q": "other", "limit": 1, "sort": "createdAt"}
    for offset, known, is_exact in ((0, 3, False), (3, 5, False), (4, 5, True), (5, 3, False)):
        page = (await account.get("/contacts", params={**many, "offset": offset})).json()
        assert (page["meta"]["total"], page["meta"]["totalIsExact"]) == (known, is_exact), offset


async def test_a_search_that_takes_too_long_to_count_has_at_least_what_it_found(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SEARCHED", 2)
    for number in range(4):
        await create(account, firstName=str(number), lastName="Chen")

    async def takes_too_long(*_: object) -> Total:
        return Total(0, is_exact=False)

    monkeypatch.setattr(listing, "count_some", takes_too_long)
    page = (await account.get("/contacts", params={"q": "chen", "limit": 1})).json()
    assert (page["meta"]["total"], page["meta"]["totalIsExact"]) == (3, False)


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt", "-updatedAt", "lastName", "-lastName"])
async def test_pages_follow_each_other_without_gap_or_overlap(account: Account, sort: str) -> None:
    for number in range(7):
        await create(account, firstName=str(number), lastName=None if number % 3 == 0 else f"L{number}", tags=["a"])
    for filters in ({}, {"tags": "a"}, {"updatedSince": "2000-01-01T00:00:00Z"}):
        whole = await names(account, sort=sort, **filters)
        assert len(whole) == 7
        for limit in (1, 2, 3):
            paged: list[str] = []
            for offset in range(0, 9, limit):
                answer = await account.get(
                    "/contacts", params={"sort": sort, "limit": limit, "offset": offset, **filters}
                )
                paged += [contact["firstName"] for contact in answer.json()["contacts"]]
            assert paged == whole, (filters, limit)


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"q": "ab"}, "q"),
        ({"tags": ","}, "tags"),
        ({"sort": "phone"}, "sort"),
        ({"updatedSince": "monday"}, "updatedSince"),
    ],
)
async def test_a_filter_that_cannot_be_is_named(account: Account, filters: dict[str, str], field: str) -> None:
    answer = await account.get("/contacts", params=filters)
    assert (answer.status_code, [problem["field"] for problem in answer.json()["errors"]]) == (400, [field])


async def test_a_family_shares_a_number(account: Account, stranger: Account) -> None:
    await create(stranger)
    first, second = await create(account), await create(account)
    await account.send("PATCH", f"/contacts/{first['id']}", json={"firstName": "Sam"})
    found = (await account.get("/contacts/search-by-phone", params={"phone": "+1 (415) 555-1234"})).json()
    assert [contact["id"] for contact in found["contacts"]] == [first["id"], second["id"]]
    for written in ("0014155551234", "011 1 415 555 1234", "415-555-1234 x12", "+14155551234 ext. 12"):
        found = (await account.get("/contacts/search-by-phone", params={"phone": written})).json()
        assert [contact["id"] for contact in found["contacts"]] == [first["id"], second["id"]], written
    wrong = await account.get("/contacts/search-by-phone", params={"phone": "nobody"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "phone")


async def test_totals_stay_right_when_counts_are_folded(account: Account, stranger: Account) -> None:
    for number in range(5):
        await create(account, firstName=f"Person {number}", tags=["a"])
    await create(stranger, tags=["a"], firstName="Other")
    async with owner(account.dsn) as connection:
        await connection.execute("SELECT fold_list_counts()")
        cursor = await connection.execute("SELECT count(*) AS rows FROM list_counts")
        row = await cursor.fetchone()
    assert row == {"rows": 4}
    assert len(await names(account)) == len(await names(account, tags="a")) == 5
