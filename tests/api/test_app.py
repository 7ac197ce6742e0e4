"""What operators read: health, readiness, counters."""

from __future__ import annotations

from tests.api.conftest import Account


async def test_counters_name_routes_and_not_the_things_in_them(account: Account) -> None:
    await account.get("/api-keys/key_none")
    await account.get("/api/v1/nothing")
    text = (await account.get("/metrics", headers={"Authorization": ""})).text
    route = "/api/v1/accounts/{accountId}/api-keys/{keyId}"
    assert f'talkif_api_requests_total{{method="GET",route="{route}",status="404"}} 1.0' in text
    assert f'talkif_api_request_seconds_count{{method="GET",route="{route}"}} 1.0' in text
    assert 'route="unknown",status="404"' in text
    assert "key_none" not in text
    assert account.account_id not in text


async def test_a_running_server_is_ready(account: Account) -> None:
    for path in ("/readyz", "/healthz"):
        response = await account.get(path, headers={"Authorization": ""})
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
