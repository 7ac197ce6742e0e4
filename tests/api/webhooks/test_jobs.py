"""What is announced arrives, signed; what does not arrive is sent again until it is given up."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_api.kit.jobs import Parts
from talkif_api.webhooks.jobs import deliver
from talkif_api.webhooks.outbox import announce
from talkif_api.webhooks.retry import WAITS_S
from tests.api.conftest import Account, owner
from tests.api.receiver import HOST, Receiver


async def endpoint(account: Account, url: str = f"https://{HOST}/in", **body: Any) -> dict[str, Any]:
    answer = await account.post("/webhooks", {"url": url, "events": ["flow.published"], **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def publish(parts: Parts, account: Account) -> None:
    async with parts.database.transaction(account.account_id) as tx:
        await announce(tx, account.account_id, "flow.published", {"flowId": "flow_1", "version": "1.0.0"})


async def waiting(account: Account) -> list[dict[str, Any]]:
    """Jobs that wait, in the order in which they were asked for."""
    async with owner(account.dsn) as connection:
        cursor = await connection.execute("SELECT task_name, args FROM jobs.procrastinate_jobs ORDER BY id")
        return await cursor.fetchall()


async def run_next(parts: Parts, account: Account) -> None:
    """The last job that was asked for, as if its time had come."""
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE webhook_deliveries SET next_attempt_at = now() WHERE status = 'pending'")
    job = (await waiting(account))[-1]
    assert job["task_name"] == "webhooks.deliver"
    await deliver(parts, **job["args"])


async def log_of(account: Account, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await account.get(f"/webhooks/{webhook['id']}/deliveries")
    return list(answer.json()["deliveries"])


async def test_an_event_arrives_signed(account: Account, parts: Parts, receiver: Receiver) -> None:
    webhook = await endpoint(account)
    await publish(parts, account)
    await run_next(parts, account)
    message = receiver.verified(webhook["secret"])
    assert message["type"] == "flow.published"
    assert message["data"] == {"flowId": "flow_1", "version": "1.0.0"}
    (entry,) = await log_of(account, webhook)
    assert (entry["status"], entry["attempts"], entry["nextAttemptAt"]) == ("delivered", 1, None)
    assert receiver.headers[0]["webhook-id"] == entry["messageId"]


async def test_a_job_that_runs_twice_sends_once(account: Account, parts: Parts, receiver: Receiver) -> None:
    await endpoint(account)
    await publish(parts, account)
    await run_next(parts, account)
    await run_next(parts, account)
    assert len(receiver.bodies) == 1


async def test_only_those_that_want_it_are_told(account: Account, stranger: Account, parts: Parts) -> None:
    await endpoint(account, events=["webhook.test"])
    await endpoint(account, enabled=False)
    await endpoint(stranger)
    await publish(parts, account)
    assert await waiting(account) == []


async def test_what_is_not_committed_is_not_told(account: Account, parts: Parts) -> None:
    await endpoint(account)

    async def fail() -> None:
        async with parts.database.transaction(account.account_id) as tx:
            await announce(tx, account.account_id, "flow.published", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await waiting(account) == []


async def test_what_failed_is_sent_again_until_it_arrives(account: Account, parts: Parts, receiver: Receiver) -> None:
    webhook = await endpoint(account)
    receiver.answers = [500, 204]
    await publish(parts, account)
    await run_next(parts, account)
    assert (await account.get(f"/webhooks/{webhook['id']}")).json()["failingSince"] is not None
    assert len(await waiting(account)) == 2
    await run_next(parts, account)
    receiver.verified(webhook["secret"])
    assert receiver.headers[0]["webhook-id"] == receiver.headers[1]["webhook-id"]
    assert (await account.get(f"/webhooks/{webhook['id']}")).json()["failingSince"] is None
    (entry,) = await log_of(account, webhook)
    details = (await account.get(f"/webhooks/{webhook['id']}/deliveries/{entry['id']}")).json()
    assert [attempt["status"] for attempt in details["attemptLog"]] == [500, 204]
    assert details["attemptLog"][0]["response"] == "thank you"


async def test_an_endpoint_that_never_answers_is_disabled(account: Account, parts: Parts, receiver: Receiver) -> None:
    webhook = await endpoint(account)
    receiver.answers = [503]
    await publish(parts, account)
    for _ in range(len(WAITS_S) + 1):
        await run_next(parts, account)
    after = (await account.get(f"/webhooks/{webhook['id']}")).json()
    assert after["enabled"] is False
    assert after["disabledReason"].startswith("Every attempt has failed since")
    (entry,) = await log_of(account, webhook)
    assert (entry["status"], entry["attempts"]) == ("failed", 10)
    enabled = await account.send("PATCH", f"/webhooks/{webhook['id']}", json={"enabled": True})
    assert (enabled.json()["disabledReason"], enabled.json()["failingSince"]) == (None, None)


async def test_an_endpoint_that_is_gone_is_disabled_at_once(account: Account, parts: Parts, receiver: Receiver) -> None:
    webhook = await endpoint(account)
    receiver.answers = [410]
    await publish(parts, account)
    await publish(parts, account)
    await run_next(parts, account)
    assert {entry["status"] for entry in await log_of(account, webhook)} == {"failed"}
    assert (await account.get(f"/webhooks/{webhook['id']}")).json()["disabledReason"].endswith("410 Gone.")
    entry = (await account.get("/audit-log")).json()["entries"][0]
    assert (entry["actor"], entry["action"], entry["target"], entry["requestId"]) == (
        "system",
        "updateWebhook",
        webhook["id"],
        None,
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"])
async def test_private_addresses_are_refused(account: Account, parts: Parts, host: str) -> None:
    webhook = await endpoint(account, url="https://hooks.example.net/latest/meta-data")
    async with owner(account.dsn) as connection:
        # What the name leads to by now.
        await connection.execute("UPDATE webhook_endpoints SET url = replace(url, 'hooks.example.net', %s)", (host,))
    await publish(parts, account)
    await run_next(parts, account)
    (entry,) = await log_of(account, webhook)
    details = (await account.get(f"/webhooks/{webhook['id']}/deliveries/{entry['id']}")).json()
    assert "not a public address" in details["attemptLog"][0]["error"]
    assert details["attemptLog"][0]["status"] is None


async def test_a_name_that_led_to_a_private_address_once_is_asked_again(
    account: Account, parts: Parts, receiver: Receiver
) -> None:
    webhook = await endpoint(account)
    await publish(parts, account)
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE webhook_endpoints SET url = 'https://localhost/in'")
    await run_next(parts, account)
    (entry,) = await log_of(account, webhook)
    assert (entry["status"], entry["attempts"]) == ("pending", 1)
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE webhook_endpoints SET url = %s", (webhook["url"],))
    await run_next(parts, account)
    receiver.verified(webhook["secret"])


async def test_an_endpoint_that_stays_private_is_disabled(account: Account, parts: Parts) -> None:
    webhook = await endpoint(account)
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE webhook_endpoints SET url = 'https://localhost/in'")
    await publish(parts, account)
    for _ in range(len(WAITS_S) + 1):
        await run_next(parts, account)
    (entry,) = await log_of(account, webhook)
    assert (entry["status"], entry["attempts"], entry["nextAttemptAt"]) == ("failed", 10, None)
    assert (await account.get(f"/webhooks/{webhook['id']}")).json()["enabled"] is False


async def test_during_a_rotation_both_secrets_verify(account: Account, parts: Parts, receiver: Receiver) -> None:
    webhook = await endpoint(account)
    rotated = await account.post(f"/webhooks/{webhook['id']}/rotate-secret", {"overlapSecs": 3600})
    await publish(parts, account)
    await run_next(parts, account)
    receiver.verified(webhook["secret"])
    receiver.verified(rotated.json()["secret"])
    await account.post(f"/webhooks/{webhook['id']}/rotate-secret", {"overlapSecs": 0})
    await publish(parts, account)
    await run_next(parts, account)
    with pytest.raises(Exception, match="No matching signature"):
        receiver.verified(rotated.json()["secret"])


async def test_a_message_can_be_sent_once_more(account: Account, parts: Parts, receiver: Receiver) -> None:
    webhook = await endpoint(account)
    tested = await account.post(f"/webhooks/{webhook['id']}/test")
    assert tested.status_code == 202
    await run_next(parts, account)
    (entry,) = await log_of(account, webhook)
    again = await account.post(f"/webhooks/{webhook['id']}/deliveries/{entry['id']}/redeliver")
    assert (again.status_code, again.json()["status"]) == (202, "pending")
    await run_next(parts, account)
    assert receiver.headers[0]["webhook-id"] == receiver.headers[1]["webhook-id"]
    filtered = (await account.get(f"/webhooks/{webhook['id']}/deliveries?type=webhook.test&status=delivered")).json()
    assert filtered["meta"]["total"] == 2
