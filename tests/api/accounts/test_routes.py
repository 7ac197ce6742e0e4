"""API keys over REST."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from talkif_api.accounts.keys import MAX_ACTIVE_KEYS
from tests.api.conftest import Account, owner


async def create(account: Account, **body: Any) -> dict[str, Any]:
    response = await account.post("/api-keys", {"name": "ci", "scopes": ["flows:write"], **body})
    assert response.status_code == 201, response.text
    return dict(response.json())


async def test_a_key_is_shown_once_and_stored_as_a_hash(account: Account) -> None:
    created = await create(account)
    assert created["key"].startswith("tif_live_")
    assert len(created["key"]) == len("tif_live_") + 32
    again = (await account.get(f"/api-keys/{created['id']}")).json()
    assert "key" not in again
    assert created["key"].startswith(again["prefix"])
    async with owner(account.dsn) as connection:
        rows = await (await connection.execute("SELECT api_keys::text AS row FROM api_keys")).fetchall()
    assert not any(created["key"] in row["row"] for row in rows)


async def test_a_repeated_request_makes_one_key_and_does_not_keep_its_text(account: Account) -> None:
    headers = {"Idempotency-Key": "one"}
    body = {"name": "ci", "scopes": ["flows:write"]}
    first = await account.post("/api-keys", body, headers=headers)
    second = await account.post("/api-keys", body, headers=headers)
    assert first.json() | {"key": None} == second.json()
    async with owner(account.dsn) as connection:
        row = await (await connection.execute("SELECT response::text AS kept FROM idempotency_keys")).fetchone()
    assert row is not None
    assert first.json()["key"] not in row["kept"]


async def test_a_new_key_works_until_it_is_deleted(account: Account) -> None:
    created = await create(account, scopes=["keys:read"])
    holder = Account(account.account_id, created["key"], account.app, account.dsn)
    assert (await holder.get("/api-keys")).status_code == 200
    assert (await account.send("DELETE", f"/api-keys/{created['id']}")).status_code == 204
    assert (await holder.get("/api-keys")).status_code == 401
    assert (await account.get(f"/api-keys/{created['id']}")).json()["code"] == "api_key_not_found"
    assert (await account.send("DELETE", f"/api-keys/{created['id']}")).status_code == 404


async def test_keys_are_listed_with_what_they_did(account: Account) -> None:
    created = await create(account, scopes=["keys:read"])
    holder = Account(account.account_id, created["key"], account.app, account.dsn)
    await holder.get("/api-keys")
    await holder.get("/api-keys/key_none")
    listed = (await account.get("/api-keys", params={"limit": 1, "offset": 1})).json()
    assert listed["meta"] == {"total": 2, "limit": 1, "offset": 1}
    (shown,) = listed["apiKeys"]
    assert (shown["id"], shown["requestCount"], shown["errorCount"]) == (created["id"], 2, 1)
    assert shown["lastUsedAt"] is not None


async def test_a_change_touches_only_the_fields_that_are_sent(account: Account) -> None:
    created = await create(account, expiresAt="2099-01-01T00:00:00Z", allowedCidrs=["10.0.0.0/8"])
    path = f"/api-keys/{created['id']}"
    changed = (await account.send("PATCH", path, json={"name": "deploy"})).json()
    assert changed == {**{k: v for k, v in created.items() if k != "key"}, "name": "deploy", "revision": 2}
    changed = (await account.send("PATCH", path, json={"expiresAt": None, "allowedCidrs": []})).json()
    assert (changed["expiresAt"], changed["allowedCidrs"], changed["name"]) == (None, [], "deploy")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"scopes": ["flows:delete"]}, "scopes.0", "invalid_format"),
        ({"scopes": []}, "scopes", "too_short"),
        ({"allowedCidrs": ["10.0.0.0/8", "10.0.0.1/8"]}, "allowedCidrs.1", "invalid_format"),
        ({"allowedCidrs": ["::ffff:10.0.0.1/104"]}, "allowedCidrs.0", "invalid_format"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt", "in_the_past"),
        ({"expiresAt": "2099-01-01T00:00:00"}, "expiresAt", "invalid_format"),
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"name": None}, "name", "invalid_type"),
        ({"name": "a\u0000b"}, "name", "invalid_format"),
    ],
)
async def test_a_wrong_field_is_named(account: Account, body: dict[str, Any], field: str, code: str) -> None:
    response = await account.post("/api-keys", {"name": "ci", "scopes": ["flows:read"], **body})
    assert response.status_code == 400
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]


async def test_a_key_cannot_give_away_more_than_it_has(account: Account) -> None:
    minter = await account.with_key(scopes=["keys:*", "flows:read"])
    assert (await minter.post("/api-keys", {"name": "x", "scopes": ["flows:read", "keys:write"]})).status_code == 201
    for scopes in (["flows:write"], ["flows:*"], ["*"]):
        refused = await minter.post("/api-keys", {"name": "x", "scopes": scopes})
        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    own = (await account.get("/api-keys")).json()["apiKeys"][-1]["id"]
    assert (await minter.send("PATCH", f"/api-keys/{own}", json={"scopes": ["*"]})).status_code == 403


async def test_an_account_has_at_most_25_active_keys_even_when_many_come_at_once(account: Account) -> None:
    bodies = [{"name": f"key {n}", "scopes": ["flows:read"]} for n in range(27)]
    answers = await asyncio.gather(*(account.post("/api-keys", body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] * 24 + [409] * 3
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"api_key_limit_reached"}
    made = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
    await account.send("DELETE", f"/api-keys/{made}")
    await create(account)


async def test_a_rotated_key_works_until_its_overlap_is_over(account: Account) -> None:
    old = await create(account, scopes=["keys:read"], allowedCidrs=["203.0.113.0/24"])
    rotated = await account.post(f"/api-keys/{old['id']}/rotate", {"overlapSecs": 3600})
    assert rotated.status_code == 201
    new = rotated.json()
    assert (new["name"], new["scopes"], new["allowedCidrs"]) == (old["name"], old["scopes"], old["allowedCidrs"])
    for key in (old["key"], new["key"]):
        assert (await Account(account.account_id, key, account.app, account.dsn).get("/api-keys")).status_code == 200
    assert (await account.get(f"/api-keys/{old['id']}")).json()["replacedBy"] == new["id"]
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE api_keys SET expires_at = now() WHERE key_id = %s", (old["id"],))
    gone = Account(account.account_id, old["key"], account.app, account.dsn)
    assert (await gone.get("/api-keys")).status_code == 401
    again = await account.post(f"/api-keys/{old['id']}/rotate", {})
    assert (again.status_code, again.json()["code"]) == (409, "api_key_replaced")


async def test_a_full_account_can_still_rotate(account: Account) -> None:
    keys = [await create(account) for _ in range(24)]
    assert (await account.post(f"/api-keys/{keys[0]['id']}/rotate", {})).status_code == 201
    assert (await account.post("/api-keys", {"name": "x", "scopes": ["flows:read"]})).status_code == 409


async def test_rotations_do_not_heap_up_keys_that_work(account: Account) -> None:
    made = [await create(account, scopes=["keys:read"])]
    for _ in range(MAX_ACTIVE_KEYS):
        answer = await account.post(f"/api-keys/{made[-1]['id']}/rotate", {"overlapSecs": 86_400})
        assert answer.status_code == 201
        made.append(answer.json())
    path = f"/api-keys/{made[-1]['id']}/rotate"
    refused = await account.post(path, {"overlapSecs": 86_400})
    assert (refused.status_code, refused.json()["code"]) == (409, "api_key_limit_reached")
    assert (await account.post(path, {"overlapSecs": 0})).status_code == 201  # The old one ends at once.
    await account.send("DELETE", f"/api-keys/{made[0]['id']}")
    assert (await account.post(f"/api-keys/{(await create(account))['id']}/rotate", {})).status_code == 201


async def test_of_rotations_that_come_at_once_one_has_the_place(account: Account) -> None:
    old = await create(account)
    answers = await asyncio.gather(*(account.post(f"/api-keys/{old['id']}/rotate", {}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_key_that_has_expired_is_not_rotated(account: Account) -> None:
    gone = await create(account, expiresAt="2099-01-01T00:00:00Z")
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE api_keys SET expires_at = now() WHERE key_id = %s", (gone["id"],))
    refused = await account.post(f"/api-keys/{gone['id']}/rotate", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "api_key_expired")


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ({"scopes": ["keys:*"]}, {"scopes": ["*"]}),
        ({"scopes": ["*"], "allowed_cidrs": ["203.0.113.0/24"]}, {"scopes": ["keys:*"]}),
        ({"scopes": ["*"], "allowed_cidrs": ["203.0.113.0/24"]}, {"allowedCidrs": ["203.0.113.0/25", "2001:db8::/64"]}),
        ({"scopes": ["*"], "expires_at": "2099-01-01T00:00:00Z"}, {"scopes": ["keys:*"]}),
        ({"scopes": ["*"], "expires_at": "2099-01-01T00:00:00Z"}, {"expiresAt": "2099-01-01T00:00:01Z"}),
    ],
)
async def test_a_key_has_no_power_over_one_that_may_do_more(
    account: Account, own: dict[str, Any], other: dict[str, Any]
) -> None:
    strong = await create(account, **other)
    weak = await account.with_key(**own)
    path = f"/api-keys/{strong['id']}"
    limits = {"scopes": ["keys:read"], "allowedCidrs": ["203.0.113.7/32"], "expiresAt": "2098-01-01T00:00:00Z"}
    refused = [
        await weak.post("/api-keys", {"name": "x", "scopes": ["flows:write"], **other}),
        await weak.post(f"{path}/rotate", {}),
        await weak.send("PATCH", path, json={"name": "taken"}),
        await weak.send("PATCH", path, json=limits),
        await weak.send("DELETE", path),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert (await account.get(path)).json() == {name: value for name, value in strong.items() if name != "key"}


async def test_a_key_can_narrow_itself_and_not_widen(account: Account) -> None:
    limits = {"allowedCidrs": ["203.0.113.0/24"], "expiresAt": "2099-01-01T00:00:00Z"}
    created = await create(account, scopes=["keys:*"], **limits)
    holder, path = replace(account, key=created["key"]), f"/api-keys/{created['id']}"
    wider: list[dict[str, Any]] = [{"allowedCidrs": []}, {"allowedCidrs": ["203.0.0.0/16"]}, {"expiresAt": None}]
    for body in wider:
        refused = await holder.send("PATCH", path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "key_limits_exceeded")
    narrower = {"allowedCidrs": ["203.0.113.7/32"], "expiresAt": "2098-01-01T00:00:00Z"}
    changed = await holder.send("PATCH", path, json=narrower)
    assert (changed.status_code, changed.json() | narrower) == (200, changed.json())
    assert (await holder.post("/api-keys", {"name": "x", "scopes": ["keys:read"], **narrower})).status_code == 201


async def test_a_rotated_key_cannot_be_made_to_last(account: Account) -> None:
    old = await create(account)
    path = f"/api-keys/{old['id']}"
    await account.post(f"{path}/rotate", {"overlapSecs": 3600})
    for expiry in (None, "2099-01-01T00:00:00Z"):
        refused = await account.send("PATCH", path, json={"expiresAt": expiry})
        assert (refused.status_code, refused.json()["code"]) == (409, "api_key_replaced")
    assert (await account.send("PATCH", path, json={"name": "old"})).status_code == 200


async def test_an_expired_key_comes_back_only_where_there_is_room(account: Account) -> None:
    gone = await create(account, expiresAt="2099-01-01T00:00:00Z")
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE api_keys SET expires_at = now() WHERE key_id = %s", (gone["id"],))
    others = [await create(account) for _ in range(24)]
    path = f"/api-keys/{gone['id']}"
    refused = await account.send("PATCH", path, json={"expiresAt": None})
    assert (refused.status_code, refused.json()["code"]) == (409, "api_key_limit_reached")
    await account.send("DELETE", f"/api-keys/{others[0]['id']}")
    assert (await account.send("PATCH", path, json={"expiresAt": None})).status_code == 200


async def test_usage_counts_requests_errors_and_addresses_by_day(account: Account) -> None:
    created = await create(account, scopes=["keys:read"])
    holder = Account(account.account_id, created["key"], account.app, account.dsn)
    for address in ("203.0.113.7", "203.0.113.8", "203.0.113.8", "2001:db8::1"):
        await replace(holder, client_address=address).get("/api-keys")
    await holder.get("/flows")
    usage = (await account.get(f"/api-keys/{created['id']}/usage")).json()
    assert (usage["requests"], usage["errors"], usage["uniqueIps"]) == (5, 1, 3)
    assert [(day["requests"], day["errors"], day["uniqueIps"]) for day in usage["days"]] == [(5, 1, 3)]
    past = (await account.get(f"/api-keys/{created['id']}/usage?from=2020-01-01&to=2020-02-01")).json()
    assert (past["requests"], past["uniqueIps"], past["days"]) == (0, 0, [])
