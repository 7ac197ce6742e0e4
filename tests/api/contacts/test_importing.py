"""Large imports, which a worker carries on: each row once, whatever happens to the worker."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from talkif_api.contacts import batch, importing
from talkif_api.contacts.jobs import tidy_imports
from talkif_api.kit.jobs import Parts
from tests.api.conftest import Account, Wall, owner
from tests.api.contacts.test_import_routes import counts, files, imported, send
from tests.api.secret import ENCRYPTION_KEYS


def large(rows: int) -> str:
    return "name,phone,externalId\n" + "".join(f"P{n},+1415{2_000_000 + n},crm-{n}\n" for n in range(rows))


async def jobs(account: Account) -> list[dict[str, Any]]:
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'contacts.import' ORDER BY id"
        )
        return [row["args"] for row in await cursor.fetchall()]


async def test_a_large_file_is_left_to_a_worker(account: Account, parts: Parts, files_folder: Path) -> None:
    text = large(5_000) + "bad,no number,\n"
    answer = await send(account, text)
    assert (answer.status_code, answer.json()["status"], answer.json()["total"]) == (202, "queued", None)
    (arguments,) = await jobs(account)
    await importing.run(parts, **arguments)
    report = (await account.get(f"/contacts/imports/{answer.json()['id']}")).json()
    assert (report["status"], report["total"], counts(report)) == ("completed", 5_001, (5_000, 0, 0, 1))
    assert (await account.get("/contacts")).json()["meta"]["total"] == 5_000
    assert files(files_folder) == []
    listed = await account.get("/contacts/imports?status=completed")
    assert [entry["id"] for entry in listed.json()["imports"]] == [report["id"]]
    await importing.run(parts, **arguments)
    assert (await account.get("/contacts")).json()["meta"]["total"] == 5_000


async def test_a_worker_reads_on_by_the_definitions_of_now(
    account: Account, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send(account, large(5_000))
    (arguments,) = await jobs(account)
    load, batches = importing.load, 0

    async def load_and_redefine(*given: Any) -> Any:
        nonlocal batches
        batches += 1
        if batches == 1:
            async with owner(account.dsn) as connection:
                await connection.execute(
                    """
                    INSERT INTO contact_fields (field_id, account_id, key, label, type)
                    VALUES ('field_1', %s, 'name', 'Name', 'integer')
                    """,
                    (account.account_id,),
                )
        return await load(*given)

    monkeypatch.setattr(importing, "load", load_and_redefine)
    await importing.run(parts, **arguments)
    (report,) = (await account.get("/contacts/imports")).json()["imports"]
    assert counts(report) == (batch.CHUNK_ROWS, 0, 0, 5_000 - batch.CHUNK_ROWS)


async def test_what_cannot_be_read_ends_a_large_import(account: Account, parts: Parts, files_folder: Path) -> None:
    await send(account, large(2_500) + 'A,"open')
    (arguments,) = await jobs(account)
    await importing.run(parts, **arguments)
    (report,) = (await account.get("/contacts/imports")).json()["imports"]
    assert (report["status"], counts(report)) == ("failed", (2_500, 0, 0, 0))
    assert report["error"].startswith("Row 2501 cannot be read")
    assert files(files_folder) == []


async def test_a_row_that_cannot_be_read_stops_nothing(account: Account, parts: Parts) -> None:
    await send(account, large(1_500) + '"bad"q,+14155551234,x\n' + large(1).partition("\n")[2])
    (arguments,) = await jobs(account)
    await importing.run(parts, **arguments)
    (report,) = (await account.get("/contacts/imports")).json()["imports"]
    assert (report["status"], counts(report)) == ("completed", (1_500, 0, 1, 1))
    (problem,) = (await account.get(f"/contacts/imports/{report['id']}/errors")).json()["errors"]
    assert (problem["row"], problem["code"]) == (1_501, "invalid_format")


async def test_a_worker_reads_the_charset_of_the_upload(
    account: Account, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 1)
    data = "firstName\nJosé\nAñá\n".encode("cp1252")
    headers = {"Content-Type": "text/csv; charset=windows-1252"}
    assert (await account.send("POST", "/contacts/import", content=data, headers=headers)).status_code == 202
    (arguments,) = await jobs(account)
    await importing.run(parts, **arguments)
    found = (await account.get("/contacts?sort=createdAt")).json()["contacts"]
    assert [contact["firstName"] for contact in found] == ["José", "Añá"]


async def test_few_rows_that_are_large_are_left_to_a_worker(account: Account, parts: Parts) -> None:
    note = "x" * (batch.CHUNK_CHARS // 4)
    text = "".join(f'{{"firstName": "P{number}", "noSuchField": {{"{number}": ["{note}"]}}}}\n' for number in range(6))
    answer = await send(account, text, "application/x-ndjson")
    assert answer.status_code == 202
    (arguments,) = await jobs(account)
    await importing.run(parts, **arguments)
    report = (await account.get(f"/contacts/imports/{answer.json()['id']}")).json()
    assert (report["status"], report["processed"]) == ("completed", 6)


async def test_a_canceled_import_stops_and_keeps_what_is_done(
    account: Account, parts: Parts, files_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await send(account, large(5_000))
    (arguments,) = await jobs(account)
    path = f"/contacts/imports/{answer.json()['id']}/cancel"
    take = importing._take_next

    async def take_then_cancel(*given: Any) -> bool:
        taken = await take(*given)
        assert (await account.post(path)).status_code in (200, 409)
        return taken

    monkeypatch.setattr(importing, "_take_next", take_then_cancel)
    await importing.run(parts, **arguments)
    (report,) = (await account.get("/contacts/imports")).json()["imports"]
    assert (report["status"], counts(report)) == ("canceled", (batch.CHUNK_ROWS, 0, 0, 0))
    assert files(files_folder) == []
    again = await account.post(path)
    assert (again.status_code, again.json()["code"]) == (409, "import_finished")


async def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing(account: Account, parts: Parts) -> None:
    rows = 40_000
    await send(account, large(rows))
    (arguments,) = await jobs(account)
    env = os.environ | {
        "TALKIF_DATABASE_URL": account.dsn,
        "TALKIF_SIGNING_KEY": "k" * 32,
        "TALKIF_ENCRYPTION_KEYS": ENCRYPTION_KEYS,
        "TALKIF_STORAGE_URL": parts.settings.storage_url,
    }
    process = await asyncio.create_subprocess_exec(Path(sys.executable).with_name("talkif"), "worker", env=env)
    try:
        async with asyncio.timeout(60), owner(account.dsn) as connection:
            await connection.set_autocommit(True)
            processed = 0
            while processed == 0:
                cursor = await connection.execute("SELECT processed FROM contact_imports")
                processed = ((await cursor.fetchone()) or {})["processed"]
    finally:
        process.kill()
        await process.wait()
    assert 0 < processed < rows
    await importing.run(parts, **arguments)
    (report,) = (await account.get("/contacts/imports")).json()["imports"]
    assert (report["status"], counts(report)) == ("completed", (rows, 0, 0, 0))
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT count(*) AS contacts, count(DISTINCT external_id) AS ids FROM contacts"
        )
        assert await cursor.fetchone() == {"contacts": rows, "ids": rows}


async def test_the_end_of_an_import_is_told(account: Account) -> None:
    await account.post("/webhooks", {"url": "https://hooks.example.com/in", "events": ["contacts.*"]})
    await imported(account, "firstName\nA\n", dryRun=True)
    report = await imported(account, "firstName\nA\n")
    async with owner(account.dsn) as connection:
        cursor = await connection.execute("SELECT type, data FROM webhook_messages")
        (message,) = await cursor.fetchall()
    assert message["type"] == "contacts.imported"
    assert (message["data"]["importId"], message["data"]["created"]) == (report["id"], 1)


async def test_imports_that_lost_their_job_are_given_up_and_old_files_deleted(
    account: Account, parts: Parts, wall: Wall, files_folder: Path
) -> None:
    await send(account, large(1_001))
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE contact_imports SET updated_at = now() - interval '25 hours'")
    for path in files(files_folder):
        os.utime(path, (wall.seconds, wall.seconds))
    await tidy_imports(parts)
    (report,) = (await account.get("/contacts/imports")).json()["imports"]
    assert (report["status"], len(files(files_folder))) == ("failed", 1)
    wall.seconds += 4 * 24 * 3600
    await tidy_imports(parts)
    assert files(files_folder) == []


@pytest.mark.parametrize("options", [
    {"duplicateStrategy": "skip"},
    {"duplicateStrategy": "update"},
    {"duplicateStrategy": "create"},
    {"duplicateStrategy": "skip", "duplicateKey": "externalId"},
    {"duplicateStrategy": "update", "duplicateKey": "externalId"},
    {"duplicateStrategy": "update", "duplicateKey": "email"},
])  # fmt: skip
async def test_a_dry_run_tells_of_all_batches_what_the_import_does(
    account: Account, parts: Parts, monkeypatch: pytest.MonkeyPatch, options: dict[str, str]
) -> None:
    monkeypatch.setattr(batch, "CHUNK_ROWS", 3)
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 3)
    await account.post("/contacts", {"phone": "+14152000009", "externalId": "crm-9"})
    rows = [
        ("A", "+14152000001", "crm-1", "a@example.com"), ("B", "+14152000002", "crm-2", ""),
        ("C", "+14152000009", "", ""),
        ("A again", "+14152000001", "", "a@example.com"), ("A's id", "+14152000003", "crm-1", ""), ("D", "", "", ""),
        ("C's id", "+14152000004", "crm-9", ""), ("E", "+14152000005", "crm-5", ""), ("bad", "no", "", ""),
        ("B again", "+14152000002", "crm-2", ""), ("A, B's id", "+14152000001", "crm-2", "a@example.com"),
        ("D", "", "", ""), ("C renamed", "+14152000009", "crm-10", ""), ("F", "+14152000006", "crm-10", ""),
    ]  # fmt: skip
    text = "firstName,phone,externalId,email\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    told = []
    for dry_run in (True, False):
        answer = await send(account, text, dryRun=dry_run, **options)
        assert answer.status_code == 202, answer.text
        await importing.run(parts, **(await jobs(account))[-1])
        found = (await account.get(f"/contacts/imports/{answer.json()['id']}")).json()
        problems = (await account.get(f"/contacts/imports/{answer.json()['id']}/errors")).json()["errors"]
        told.append((found["status"], found["processed"], counts(found), problems))
    assert told[0] == told[1]
    async with owner(account.dsn) as connection:
        assert await (await connection.execute("SELECT FROM contact_import_keys")).fetchall() == []
