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


async def test_gauges_show_connections_and_jobs(account: Account) -> None:
    created = await account.post("/webhooks", {"url": "https://example.com/hook", "events": ["*"]})
    await account.post(f"/webhooks/{created.json()['id']}/test")
    text = (await account.get("/metrics", headers={"Authorization": ""})).text
    assert 'talkif_jobs{state="todo",task="webhooks.deliver"} 1.0' in text
    assert 'talkif_api_connections{state="waited_for"} 0.0' in text


async def test_counters_are_read_while_the_database_is_away(account: Account) -> None:
    pool = account.app.state.database._pool
    await pool.close()
    answer = await account.get("/metrics", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert "talkif_api_requests_total" in answer.text
    assert (await account.get("/readyz")).status_code == 503


async def test_a_running_server_is_ready(account: Account) -> None:
    for path in ("/readyz", "/healthz"):
        response = await account.get(path, headers={"Authorization": ""})
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_path_names_its_own_methods_and_not_those_of_a_pattern_that_fits_too(account: Account) -> None:
    allowed = {
        "/contacts/export": "GET",
        "/contacts/contact_1": "DELETE, GET, PATCH",
        "/contacts": "GET, POST",
    }
    for path, methods in allowed.items():
        answer = await account.send("PUT", path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, methods)
