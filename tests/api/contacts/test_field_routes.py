"""The fields that an account defines, and contacts that have to fit them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Account, owner

STAGE = {"key": "dealStage", "label": "Deal stage", "type": "enum", "options": ["lead", "won", "lost"]}


async def define(account: Account, **body: Any) -> dict[str, Any]:
    answer = await account.post("/contact-fields", {**STAGE, **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (STAGE | {"options": []}, "options", "too_short"),
        (STAGE | {"options": ["a", "a"]}, "options", "invalid_value"),
        (STAGE | {"options": ["won", ""]}, "options.1", "too_short"),
        (STAGE | {"type": "string"}, "options", "invalid_value"),
        (STAGE | {"type": "list"}, "type", "invalid_value"),
        ({"key": "dealStage", "label": "Deal stage"}, "type", "required"),
        ({"key": "dealStage", "label": "Deal stage", "type": "enum"}, "options", "required"),
        (STAGE | {"key": "deal stage"}, "key", "invalid_format"),
        (STAGE | {"key": "Deal"}, "key", "invalid_format"),
        (STAGE | {"values": []}, "values", "unknown_field"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str, code: str) -> None:
    answer = await account.post("/contact-fields", body)
    assert answer.status_code == 400, answer.text
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


async def test_values_have_to_fit(account: Account) -> None:
    await define(account)
    right = await account.post("/contacts", {"firstName": "A", "customFields": {"dealStage": "won"}})
    assert right.status_code == 201
    for path, method in ((f"/contacts/{right.json()['id']}", "PATCH"), ("/contacts", "POST")):
        wrong = await account.send(method, path, json={"firstName": "A", "customFields": {"dealStage": "maybe"}})
        assert wrong.status_code == 400
        assert wrong.json()["errors"] == [
            {
                "field": "customFields.dealStage",
                "code": "invalid_value",
                "message": "One of these expected: lead, won, lost",
            }
        ]


async def test_a_required_field_is_needed_and_cannot_be_removed(account: Account) -> None:
    before = await account.post("/contacts", {"firstName": "A"})
    await define(account, required=True)
    lacking = await account.post("/contacts", {"firstName": "B"})
    assert [(e["field"], e["code"]) for e in lacking.json()["errors"]] == [("customFields.dealStage", "required")]
    there = await account.post("/contacts", {"firstName": "B", "customFields": {"dealStage": "won"}})
    removed = await account.send("PATCH", f"/contacts/{there.json()['id']}", json={"customFields": {"dealStage": None}})
    assert removed.status_code == 400
    untouched = await account.send("PATCH", f"/contacts/{before.json()['id']}", json={"firstName": "C"})
    assert untouched.status_code == 200


async def test_what_contacts_have_stays_right(account: Account) -> None:
    field = await define(account)
    path = f"/contact-fields/{field['id']}"
    await account.post("/contacts", {"firstName": "A", "customFields": {"dealStage": "won"}})
    for body in ({"type": "string"}, {"options": ["lead", "lost"]}):
        answer = await account.send("PATCH", path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "contact_field_in_use")
    allowed = await account.send("PATCH", path, json={"options": ["won", "new"], "required": True})
    assert (allowed.json()["options"], allowed.json()["required"], allowed.json()["revision"]) == (
        ["won", "new"],
        True,
        2,
    )


async def test_a_field_is_not_defined_over_values_that_do_not_fit(account: Account) -> None:
    made = [
        (await account.post("/contacts", {"firstName": "A", "customFields": {"age": age}})).json()["id"]
        for age in ("forty", "forty", 41, True)
    ]
    body = {"key": "age", "label": "Age", "type": "integer"}
    refused = await account.post("/contact-fields", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "contact_field_in_use")
    assert refused.json()["detail"].endswith(": 3.")
    assert (await account.get("/contact-fields")).json()["contactFields"] == []
    for contact_id in (made[0], made[1], made[3]):
        await account.send("PATCH", f"/contacts/{contact_id}", json={"customFields": {"age": 40}})
    assert (await account.post("/contact-fields", body)).status_code == 201


async def test_an_unused_field_may_change_its_type(account: Account) -> None:
    field = await define(account)
    changed = await account.send("PATCH", f"/contact-fields/{field['id']}", json={"type": "integer"})
    assert (changed.json()["type"], changed.json()["options"]) == ("integer", [])
    back = await account.send("PATCH", f"/contact-fields/{field['id']}", json={"type": "enum"})
    assert (back.status_code, back.json()["errors"][0]["field"]) == (400, "options")


async def test_keys_are_unique_and_fields_bounded(account: Account) -> None:
    await define(account)
    answer = await account.post("/contact-fields", STAGE)
    assert (answer.status_code, answer.json()["code"]) == (409, "contact_field_already_exists")
    async with owner(account.dsn) as connection:
        await connection.execute(
            """
            INSERT INTO contact_fields (field_id, account_id, key, label, type)
            SELECT 'field_' || n, %s, 'key' || n, 'Key', 'string' FROM generate_series(1, 199) AS n
            """,
            (account.account_id,),
        )
    answer = await account.post("/contact-fields", {**STAGE, "key": "another"})
    assert (answer.status_code, answer.json()["code"]) == (409, "contact_field_limit_reached")


async def test_two_writers_do_not_overwrite_each_other(account: Account) -> None:
    path = f"/contact-fields/{(await define(account))['id']}"
    seen = (await account.get(path)).headers["ETag"]
    answers = [await account.send("PATCH", path, json={"label": "X"}, headers={"If-Match": seen}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 412]


async def test_values_outlive_their_field(account: Account) -> None:
    field = await define(account)
    contact = await account.post("/contacts", {"firstName": "A", "customFields": {"dealStage": "won"}})
    assert (await account.send("DELETE", f"/contact-fields/{field['id']}")).status_code == 204
    assert (await account.get(f"/contact-fields/{field['id']}")).json()["code"] == "contact_field_not_found"
    path = f"/contacts/{contact.json()['id']}"
    changed = await account.send("PATCH", path, json={"customFields": {"dealStage": "anything"}})
    assert changed.json()["customFields"] == {"dealStage": "anything"}
    assert (await account.get("/contact-fields")).json()["contactFields"] == []
