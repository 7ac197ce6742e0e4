"""Who gets in, and in which order the doors are tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.api.conftest import Account, owner


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        "Bearer tif_live_short",
        "Bearer tif_live_" + "x" * 32,
        "tif_live_" + "x" * 32,
    ],
)
async def test_an_unknown_key_is_unauthorized(account: Account, header: str) -> None:
    response = await account.get("/api-keys", headers={"Authorization": header})
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_who_is_unknown_learns_nothing_about_the_body(account: Account) -> None:
    response = await account.send("POST", "/api-keys", content=b"{", headers={"Authorization": "Bearer x"})
    assert response.status_code == 401


async def test_an_expired_key_is_unauthorized(account: Account) -> None:
    expiring = await account.with_key(scopes=["*"], expires_at="2099-01-01T00:00:00Z")
    assert (await expiring.get("/api-keys")).status_code == 200
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE api_keys SET expires_at = now() WHERE expires_at IS NOT NULL")
    assert (await expiring.get("/api-keys")).status_code == 401


async def test_the_account_of_another_key_does_not_exist(account: Account, stranger: Account) -> None:
    response = await replace(stranger, account_id=account.account_id).get("/api-keys")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_reading_and_writing_are_separate_scopes(account: Account) -> None:
    reader = await account.with_key(scopes=["keys:read", "flows:*"])
    assert (await reader.get("/api-keys")).status_code == 200
    refused = await reader.post("/api-keys", {"name": "x", "scopes": ["flows:read"]})
    assert (refused.status_code, refused.json()["meta"]) == (403, {"requiredScope": "keys:write"})


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.1.2.3", 200),
        ("::ffff:10.1.2.3", 200),
        ("2001:db8::1", 200),
        ("11.0.0.1", 403),
        ("2001:db9::1", 403),
        ("a socket", 403),
    ],
)
async def test_a_key_is_bound_to_its_networks(account: Account, address: str, status: int) -> None:
    bound = await account.with_key(scopes=["*"], allowed_cidrs=["10.0.0.0/8", "2001:db8::/32"])
    response = await replace(bound, client_address=address).get("/api-keys")
    assert response.status_code == status
    assert status == 200 or response.json()["code"] == "ip_not_allowed"


async def test_a_network_of_ipv4_inside_of_ipv6_is_one_of_ipv4(account: Account) -> None:
    bound = await account.with_key(scopes=["*"], allowed_cidrs=["::ffff:10.0.0.0/104"])
    (_, shown) = (await account.get("/api-keys")).json()["apiKeys"]
    assert shown["allowedCidrs"] == ["10.0.0.0/8"]
    for address, status in (("10.1.2.3", 200), ("11.0.0.1", 403)):
        assert (await replace(bound, client_address=address).get("/api-keys")).status_code == status


async def test_a_failed_request_leaves_nothing_behind(account: Account) -> None:
    async with owner(account.dsn) as connection:
        await connection.execute("ALTER TABLE api_keys ADD CONSTRAINT broken CHECK (name <> 'boom')")
    response = await account.post("/api-keys", {"name": "boom", "scopes": ["*"]}, headers={"Idempotency-Key": "a"})
    assert response.status_code == 500
    async with owner(account.dsn) as connection:
        await connection.execute("ALTER TABLE api_keys DROP CONSTRAINT broken")
    response = await account.post("/api-keys", {"name": "boom", "scopes": ["*"]}, headers={"Idempotency-Key": "a"})
    assert response.status_code == 201
