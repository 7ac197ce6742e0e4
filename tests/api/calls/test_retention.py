"""What an account does not want to keep is gone from every table and from the object store."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from talkif_api.calls import report_store
from talkif_api.calls.retention import retain
from talkif_api.kit.jobs import Parts
from talkif_schemas import events
from talkif_schemas.resources.after_call import CostItem, Findings, Sentiment
from tests.api.calls.conftest import Past
from tests.api.calls.journals import heard, said
from tests.api.conftest import Account, owner
from tests.api.secret import SECRET

CALLER = "+14155550177"
DAY_MINUTES = 24 * 60
SPOKEN: tuple[events.Event, ...] = (
    said(0, 1, f"Hello {SECRET}"),
    events.SpeechBegan(at_ms=40, utterance=1, tts_ms=0),
    heard(3_000, f"It is {SECRET}."),
    events.CallEnded(at_ms=4_000, reason="bot_ended", outcome="done", disposition=None, outputs={"name": SECRET}),
)

FOUND = Findings(
    summary=SECRET,
    sentiment=Sentiment(label="neutral", confidence=1.0),
    intents=[],
    topics=[],
    action_items=[],
    outcome="done",
    outputs={},
)
COST = CostItem(
    component="analysis",
    provider="openai",
    model="gpt-5-nano",
    unit="input_token",
    quantity=900,
    amount_micros=45,
    note="",
)


async def keep(account: Account, **days: int) -> None:
    answer = await account.send("PATCH", "/settings", json={"retention": days})
    assert answer.status_code == 200, answer.text


async def call(past: Past, call_id: str, days_ago: int) -> None:
    """With the secret in everything that can hold a text."""
    await past.call(
        call_id,
        minutes_ago=days_ago * DAY_MINUTES,
        numbers=(CALLER, "+14155550101"),
        recording_key=f"{call_id}.wav",
        journal=SPOKEN,
    )
    async with owner(past.account.dsn) as connection:
        await connection.execute(
            "UPDATE calls SET outputs = %(it)s, metadata = %(it)s, carrier_call_id = %(id)s WHERE call_id = %(call)s",
            {"it": f'{{"a": "{SECRET}"}}', "id": f"{SECRET} {call_id}", "call": call_id},
        )
        await connection.execute(
            "INSERT INTO call_analyses (call_id, account_id, state, findings) VALUES (%s, %s, 'completed', %s)",
            (call_id, past.account.account_id, f'{{"summary": "{SECRET}"}}'),
        )
        await message(connection, past.account, "call.ended", days_ago)


async def message(connection: Any, account: Account, kind: str, days_ago: int) -> None:
    await connection.execute(
        """
        INSERT INTO webhook_messages (message_id, account_id, type, data, created_at)
        VALUES (%s, %s, %s, %s, now() - make_interval(days => %s))
        """,
        (f"{kind} {days_ago}", account.account_id, kind, f'{{"number": "{CALLER}", "name": "{SECRET}"}}', days_ago),
    )


def recording(folder: Path, call_id: str) -> Path:
    path = folder / f"{call_id}.wav"
    path.write_bytes(b"RIFF")
    return path


def break_store(folder: Path) -> None:
    """Every access fails with an error that is not "not found"."""
    folder.rename(folder.with_name("away"))
    folder.write_text("no folder")


def mend_store(folder: Path) -> None:
    folder.unlink()
    folder.with_name("away").rename(folder)


async def traces(account: Account, word: str) -> dict[str, int]:
    """Table -> rows in which the word stands, in the whole database."""
    found = {}
    async with owner(account.dsn) as connection:
        tables = await connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for table in await tables.fetchall():
            name = sql.Identifier(table["schemaname"], table["tablename"])
            counted = await connection.execute(
                sql.SQL("SELECT count(*) AS rows FROM {} AS t WHERE t::text LIKE %s").format(name), (f"%{word}%",)
            )
            row = await counted.fetchone()
            if row is not None and row["rows"]:
                found[table["tablename"]] = row["rows"]
    return found


async def test_what_was_said_is_gone_from_every_column(past: Past, parts: Parts) -> None:
    await call(past, "call_old", days_ago=8)
    assert set(await traces(past.account, SECRET)) == {"calls", "call_events", "call_analyses", "webhook_messages"}
    assert set(await traces(past.account, CALLER)) == {"calls", "webhook_messages"}
    await keep(past.account, transcriptsDays=7)
    await retain(parts)
    assert await traces(past.account, SECRET) == {}
    assert await traces(past.account, CALLER) == {}


async def test_that_there_was_a_call_remains(past: Past, parts: Parts) -> None:
    await call(past, "call_old", days_ago=8)
    await keep(past.account, transcriptsDays=7)
    before = (await past.account.get("/calls/call_old")).json()
    await retain(parts)
    after = (await past.account.get("/calls/call_old/details")).json()
    assert (after["fromNumber"], after["toNumber"]) == ("+14*********", before["toNumber"])
    assert (after["transcript"], after["timeline"], after["outputs"], after["metadata"]) == ([], [], {}, {})
    assert (after["analysis"]["state"], after["analysis"]["findings"]) == ("completed", None)
    for name in ("outcome", "status", "createdAt", "endedAt", "durationMs", "version", "flowId"):
        assert after[name] == before[name]


async def test_an_analysis_that_is_kept_meanwhile_goes_with_its_call(past: Past, parts: Parts) -> None:
    """Whoever keeps it holds its row first and refers to the call then; forgetting goes the other way round."""
    account_id = past.account.account_id
    await call(past, "call_old", days_ago=8)
    async with owner(past.account.dsn) as connection:
        await connection.execute("UPDATE call_analyses SET state = 'pending', findings = NULL")
    await keep(past.account, transcriptsDays=7)
    async with asyncio.timeout(60), parts.database.transaction(account_id) as tx:
        await report_store.finish_analysis(tx, account_id, "call_old", 1, "completed", findings=FOUND)
        forgetting = asyncio.create_task(retain(parts))
        while not await somebody_waits(past.account.dsn):
            pass
        await report_store.add_costs(tx, account_id, "call_old", [COST])
    await forgetting
    assert await traces(past.account, SECRET) == {}
    found = (await past.account.get("/calls/call_old/details")).json()
    assert (found["analysis"]["state"], found["cost"]["total"]["amountMicros"]) == ("completed", 45)


async def somebody_waits(dsn: str) -> bool:
    """For a lock, in this database."""
    async with owner(dsn) as connection:
        cursor = await connection.execute(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return await cursor.fetchone() is not None


async def test_the_number_of_an_outbound_call_is_theirs_on_the_other_side(past: Past, parts: Parts) -> None:
    await past.call("call_out", direction="outbound", numbers=("+14155550101", CALLER), minutes_ago=8 * DAY_MINUTES)
    await keep(past.account, transcriptsDays=7)
    await retain(parts)
    found = (await past.account.get("/calls/call_out")).json()
    assert (found["fromNumber"], found["toNumber"]) == ("+14155550101", "+14*********")


async def test_recordings_have_days_of_their_own_and_are_gone_from_the_store(
    past: Past, parts: Parts, files_folder: Path
) -> None:
    old, young = recording(files_folder, "call_old"), recording(files_folder, "call_young")
    await call(past, "call_old", days_ago=8)
    await call(past, "call_young", days_ago=6)
    await keep(past.account, recordingsDays=7)
    await retain(parts)
    assert (old.exists(), young.exists()) == (False, True)
    assert not (await past.account.get("/calls/call_old")).json()["recordingAvailable"]
    assert (await past.account.get("/calls/call_young")).json()["recordingAvailable"]
    assert len((await past.account.get("/calls/call_old/transcript")).json()["turns"]) == 2


async def test_what_is_younger_and_what_nobody_limits_stays(past: Past, parts: Parts) -> None:
    await call(past, "call_young", days_ago=6)
    await retain(parts)
    await keep(past.account, transcriptsDays=7)
    before = await traces(past.account, SECRET)
    await retain(parts)
    assert await traces(past.account, SECRET) == before


async def test_a_call_whose_end_was_never_written_is_not_kept_for_ever(past: Past, parts: Parts) -> None:
    await call(past, "call_stuck", days_ago=8)
    async with owner(past.account.dsn) as connection:
        await connection.execute("UPDATE calls SET ended_at = NULL, status = 'inprogress'")
    await keep(past.account, transcriptsDays=7)
    await retain(parts)
    assert await traces(past.account, SECRET) == {}


async def test_a_store_that_is_down_is_asked_again_and_holds_up_nothing_else(
    past: Past, parts: Parts, files_folder: Path
) -> None:
    kept = recording(files_folder, "call_old")
    await call(past, "call_old", days_ago=8)
    await keep(past.account, recordingsDays=7, transcriptsDays=7)
    break_store(files_folder)
    await retain(parts)
    assert (await past.account.get("/calls/call_old")).json()["recordingAvailable"]
    assert await traces(past.account, SECRET) == {}
    mend_store(files_folder)
    await retain(parts)
    assert not kept.exists()
    assert not (await past.account.get("/calls/call_old")).json()["recordingAvailable"]


async def test_messages_to_webhooks_are_kept_thirty_days_and_no_longer_than_their_calls(
    past: Past, parts: Parts
) -> None:
    async with owner(past.account.dsn) as connection:
        for kind in ("call.ended", "flow.published"):
            for days_ago in (6, 8, 29, 31):
                await message(connection, past.account, kind, days_ago)
    await retain(parts)
    assert await messages(past.account) == {"call.ended": [6, 8, 29], "flow.published": [6, 8, 29]}
    await keep(past.account, transcriptsDays=7)
    await retain(parts)
    assert await messages(past.account) == {"call.ended": [6], "flow.published": [6, 8, 29]}


async def messages(account: Account) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT message_id FROM webhook_messages ORDER BY created_at DESC, message_id"
        )
        for row in await cursor.fetchall():
            kind, days_ago = row["message_id"].split()
            found.setdefault(kind, []).append(int(days_ago))
    return found


async def test_answers_to_idempotency_keys_are_kept_a_day(account: Account, parts: Parts) -> None:
    flow = {"slug": "desk", "name": SECRET}
    for key in ("old", "young"):
        await account.post("/flows", {**flow, "slug": key}, headers={"Idempotency-Key": key})
    async with owner(account.dsn) as connection:
        await connection.execute(
            "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'"
        )
    await retain(parts)
    assert (await traces(account, SECRET))["idempotency_keys"] == 1


async def test_deleted_contacts_go_when_their_days_are_over(account: Account, parts: Parts) -> None:
    ids = [(await account.post("/contacts", {"firstName": SECRET})).json()["id"] for _ in range(3)]
    for contact_id in ids[:2]:
        await account.send("DELETE", f"/contacts/{contact_id}")
    async with owner(account.dsn) as connection:
        await connection.execute(
            "UPDATE contacts SET deleted_at = now() - interval '8 days' WHERE contact_id = %s", (ids[0],)
        )
    await keep(account, contactsDays=7)
    await retain(parts)
    assert (await traces(account, SECRET))["contacts"] == 2


async def test_more_than_a_batch_is_forgotten_in_one_run(past: Past, parts: Parts) -> None:
    async with owner(past.account.dsn) as connection:
        await connection.execute(
            """
            INSERT INTO calls (call_id, account_id, direction, from_number, to_number, flow_id, environment, version,
                               digest, carrier, carrier_call_id, status, created_at)
            SELECT 'call_' || n, %s, 'inbound', %s, '+14155550101', %s, 'production', '1.0.0', %s, 'twilio',
                   'CA' || n, 'completed', now() - interval '8 days'
            FROM generate_series(1, 120) AS n
            """,
            (past.account.account_id, CALLER, past.flow_id, past.digest),
        )
    await keep(past.account, transcriptsDays=7)
    await retain(parts)
    assert await traces(past.account, CALLER) == {}


async def test_another_account_keeps_its_own(past: Past, stranger: Account, parts: Parts) -> None:
    await call(past, "call_old", days_ago=8)
    await keep(stranger, transcriptsDays=1, recordingsDays=1)
    before = await traces(past.account, SECRET)
    await retain(parts)
    assert await traces(past.account, SECRET) == before


@pytest.mark.parametrize("function", ["forget_calls", "forget_contacts", "forget_webhook_messages"])
async def test_the_application_deletes_nothing_before_its_time(past: Past, parts: Parts, function: str) -> None:
    """The functions take no moment: whoever may call them cannot make them delete more."""
    await call(past, "call_1", days_ago=29)
    async with parts.database.transaction(past.account.account_id) as tx:
        cursor = await tx.execute(f"SELECT {function}(1000) AS gone".encode())
        assert (await cursor.fetchone() or {})["gone"] == 0


async def test_addresses_usage_and_imports_are_not_kept_for_ever(past: Past, parts: Parts) -> None:
    account_id, address = past.account.account_id, "198.51.100.77"
    async with owner(past.account.dsn) as connection:
        cursor = await connection.execute("SELECT key_id FROM api_keys WHERE account_id = %s", (account_id,))
        row = await cursor.fetchone()
        assert row is not None
        for days_ago, of_key in ((91, address), (89, "198.51.100.78")):
            await connection.execute(
                """
                INSERT INTO api_key_addresses (key_id, account_id, day, address)
                VALUES (%s, %s, current_date - %s::int, %s)
                """,
                (row["key_id"], account_id, days_ago, of_key),
            )
        await connection.execute(
            "INSERT INTO api_key_days (key_id, account_id, day) VALUES (%s, %s, current_date - 91)",
            (row["key_id"], account_id),
        )
        for days_ago, failed in ((2, address), (0, "198.51.100.79")):
            await connection.execute(
                "INSERT INTO failed_addresses VALUES (%s, 1, now() - make_interval(days => %s))", (failed, days_ago)
            )
        for import_id, days_ago in (("import_old", 8), ("import_young", 6)):
            await connection.execute(
                """
                INSERT INTO contact_imports (import_id, account_id, status, file_key, options, finished_at)
                VALUES (%s, %s, 'completed', %s, '{}', now() - make_interval(days => %s))
                """,
                (import_id, account_id, f"uploads/{import_id}", days_ago),
            )
            await connection.execute(
                "INSERT INTO contact_import_errors VALUES (%s, %s, 1, 'externalId', 'already_exists', %s)",
                (account_id, import_id, f"{import_id} {SECRET}"),
            )
    await retain(parts)
    assert await traces(past.account, address) == {}
    assert set(await traces(past.account, "198.51.100.7")) == {"failed_addresses", "api_key_addresses"}
    assert await traces(past.account, "import_old") == {"contact_imports": 1, "contact_import_errors": 1}
    await keep(past.account, contactsDays=7)
    await retain(parts)
    assert await traces(past.account, "import_old") == {}
    assert await traces(past.account, "import_young") == {"contact_imports": 1, "contact_import_errors": 1}
    async with owner(past.account.dsn) as connection:
        days = await connection.execute("SELECT FROM api_key_days WHERE day < current_date - 90")
        assert await days.fetchall() == []
