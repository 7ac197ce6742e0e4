"""Webhooks over REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Account, owner


async def create(account: Account, **body: Any) -> dict[str, Any]:
    answer = await account.post("/webhooks", {"url": "https://hooks.example.com/a", "events": ["flow.*"], **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_secret_is_shown_once_and_sealed_at_rest(account: Account) -> None:
    created = await create(account)
    assert created["secret"].startswith("whsec_")
    assert "secret" not in (await account.get(f"/webhooks/{created['id']}")).json()
    async with owner(account.dsn) as connection:
        row = await (await connection.execute("SELECT secret FROM webhook_endpoints")).fetchone()
    assert row is not None
    assert created["secret"].encode() not in bytes(row["secret"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://hooks.example.com"}, "url"),
        ({"url": "https://user:word@hooks.example.com"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "ftp://hooks.example.com"}, "url"),
        ({"url": "https://127.0.0.1/x"}, "url"),
        ({"url": "https://2130706433/"}, "url"),
        ({"url": "https://169.254.169.254./latest"}, "url"),
        ({"url": "https://[::ffff:10.0.0.1]:8443/"}, "url"),
        ({"url": "https://localhost"}, "url"),
        ({"url": "https://a b/"}, "url"),
        ({"url": "https://a%20b/"}, "url"),
        ({"url": "https://hooks.example.com/a b"}, "url"),
        ({"url": "https://hooks.exa\tmple.com/"}, "url"),
        ({"url": "https://hooks.example.com\\@10.0.0.1/"}, "url"),
        ({"url": "https://hooks..example.com/"}, "url"),
        ({"url": f"https://{'a' * 64}.example.com/"}, "url"),
        ({"url": "https:hooks.example.com/"}, "url"),
        ({"url": "https://ex^ample.com/"}, "url"),
        ({"url": "https://[::1/"}, "url"),
        ({"url": "https://hooks.example.com:99999/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["flow.deleted"]}, "events.0"),
        ({"events": ["flo*"]}, "events.0"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str) -> None:
    answer = await account.post("/webhooks", {"url": "https://hooks.example.com", "events": ["*"], **body})
    assert answer.status_code == 400
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "https://hooks.example.com:8443/a%20b?c=d#e",
        "https://b\u00fccher.example/\u00fc",
        "https://xn--bcher-kva.example./",
        "https://my_hooks.example.com/",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
    ],
)
async def test_addresses_that_can_be_asked_are_taken(account: Account, url: str) -> None:
    assert (await create(account, url=url))["url"] == url


async def test_a_webhook_is_not_moved_into_a_private_network(account: Account) -> None:
    path = f"/webhooks/{(await create(account))['id']}"
    answer = await account.send("PATCH", path, json={"url": "https://[::1]/"})
    assert answer.status_code == 400
    (problem,) = answer.json()["errors"]
    assert (problem["field"], problem["code"]) == ("url", "invalid_value")
    assert problem["message"] == "Public address expected, not one of a private network"


async def test_a_patch_that_changes_nothing_makes_no_revision(account: Account) -> None:
    created = await create(account)
    unchanged = await account.send("PATCH", f"/webhooks/{created['id']}", json={})
    assert (unchanged.status_code, unchanged.json()["revision"]) == (200, created["revision"])


async def test_two_writers_do_not_overwrite_each_other(account: Account) -> None:
    created = await create(account)
    path = f"/webhooks/{created['id']}"
    seen = (await account.get(path)).headers["ETag"]
    first = await account.send("PATCH", path, json={"description": "first"}, headers={"If-Match": seen})
    second = await account.send("PATCH", path, json={"description": "second"}, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await account.get(path)).json()["description"] == "first"


async def test_an_account_has_at_most_fifty(account: Account) -> None:
    for _ in range(50):
        await create(account)
    answer = await account.post("/webhooks", {"url": "https://hooks.example.com", "events": ["*"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook_limit_reached")
    listed = (await account.get("/webhooks")).json()
    assert (len(listed["webhooks"]), listed["meta"]["total"]) == (20, 50)


async def test_a_deleted_webhook_is_not_there(account: Account) -> None:
    path = f"/webhooks/{(await create(account))['id']}"
    assert (await account.send("DELETE", path)).status_code == 204
    for method in ("GET", "DELETE"):
        answer = await account.send(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "webhook_not_found")
    assert (await account.get("/webhooks")).json()["webhooks"] == []


async def test_a_disabled_webhook_is_not_sent_to(account: Account) -> None:
    created = await create(account, enabled=False)
    answer = await account.post(f"/webhooks/{created['id']}/test")
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook_disabled")


async def test_every_event_type_can_be_subscribed(account: Account) -> None:
    known = (await account.get("/webhooks/event-types")).json()["eventTypes"]
    await create(account, events=[entry["type"] for entry in known])
