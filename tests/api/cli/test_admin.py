"""What an operator sees of `talkif admin`."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastapi import FastAPI

from talkif_api.cli import main
from talkif_schemas.ids import AccountId
from tests.api.conftest import Account, owner

#: What the runtime needs, beside the database.
RUNTIME = ["TALKIF_MEDIA_KEY", "TALKIF_MEDIA_URL", "TALKIF_PUBLIC_URL", "TWILIO_AUTH_TOKEN"]


def run(dsn: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["admin", *arguments], env={"TALKIF_DATABASE_URL": dsn})


async def test_a_new_account_and_its_first_key_open_the_api(app: FastAPI, database: str) -> None:
    created = await asyncio.to_thread(run, database, "create-account", "Acme", "--timezone", "Europe/Berlin")
    account_id = AccountId(created.output.strip())
    minted = await asyncio.to_thread(run, database, "create-key", account_id, "--scope", "keys:read")
    account = Account(account_id, minted.output.strip(), app, database)
    listed = await account.get("/api-keys")
    assert [found["scopes"] for found in listed.json()["apiKeys"]] == [["keys:read"]]
    key_id = listed.json()["apiKeys"][0]["id"]
    async with owner(database) as connection:
        cursor = await connection.execute("SELECT actor, action, target FROM audit_log ORDER BY entry_id")
        done = [tuple(row.values()) for row in await cursor.fetchall()]
    assert done == [("operator", "createAccount", account_id), ("operator", "createApiKey", key_id)]
    assert (await account.post("/api-keys", {"name": "x", "scopes": ["*"]})).status_code == 403


def test_doctor_names_what_is_missing_until_it_is_there(new_database: Callable[..., str]) -> None:
    dsn = new_database(empty=True)
    before = run(dsn, "doctor")
    assert before.exit_code == 1
    assert "0001_core.sql, " in before.output
    assert "applied 0001_core.sql" in run(dsn, "migrate").output
    assert run(dsn, "migrate").output == "up to date\n"
    after = run(dsn, "doctor")
    assert after.exit_code == 0, after.output


async def test_doctor_sees_what_is_wrong_with_this_machine(
    account: Account, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, files_folder: Path
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TALKIF_MEDIA_KEY", "m" * 32)
    await account.post("/webhooks", {"url": "https://example.com/hook", "events": ["*"]})

    def found() -> dict[str, tuple[str, str]]:
        findings = json.loads(run(account.dsn, "doctor", "--json").output)
        return {finding["name"]: (finding["state"], finding["text"]) for finding in findings}

    well = found()
    assert {name: state for name, (state, _) in well.items() if state != "ok"} == {
        "runtime settings": "fail",
        "prices": "skip",
    }
    assert "TWILIO_AUTH_TOKEN" in well["runtime settings"][1]
    assert not [path for path in files_folder.rglob("*") if path.is_file()]  # noqa: ASYNC240 - a folder of the test

    async with owner(account.dsn) as connection:
        await connection.execute("SELECT set_config('talkif.account_id', %s, false)", (account.account_id,))
        await connection.execute("SELECT defer_job('note', '{}', now() - interval '1 hour')")
    monkeypatch.setenv("TALKIF_ENCRYPTION_KEYS", "other:" + base64.b64encode(b"o" * 32).decode())
    monkeypatch.setenv("TALKIF_STORAGE_URL", "file:/proc/none")
    prices = files_folder.with_name("prices.json")
    prices.write_text('{"asOf": "2026-01-01", "telefony": []}')
    monkeypatch.setenv("TALKIF_PRICES", str(prices))
    ill = found()
    assert "telefony" in ill["prices"][1]
    assert "start `talkif worker`" in ill["jobs"][1]
    assert "TALKIF_ENCRYPTION_KEYS" in ill["secrets"][1]
    assert [ill[name][0] for name in ("jobs", "secrets", "storage", "prices")] == ["fail"] * 4

    monkeypatch.setenv("TALKIF_PRICES", "/nope.json")
    assert found()["api settings"] == ("fail", "TALKIF_PRICES is no file: '/nope.json'")


@pytest.mark.parametrize(
    ("names", "states"),
    [
        ([], ("skip", "skip")),
        (["TALKIF_SIGNING_KEY", "TALKIF_ENCRYPTION_KEYS"], ("ok", "skip")),
        (["TALKIF_SIGNING_KEY", "TALKIF_ENCRYPTION_KEYS", "TWILIO_AUTH_TOKEN"], ("ok", "skip")),
        (["TALKIF_SIGNING_KEY", "TALKIF_ENCRYPTION_KEYS", "TALKIF_MEDIA_URL"], ("ok", "fail")),
        (["TALKIF_ENCRYPTION_KEYS"], ("fail", "skip")),
        (["TWILIO_AUTH_TOKEN"], ("skip", "fail")),
        (["TALKIF_MEDIA_KEY"], ("skip", "fail")),
        (RUNTIME, ("skip", "ok")),
        ([*RUNTIME, "TALKIF_ENCRYPTION_KEYS"], ("skip", "ok")),
    ],
)
def test_doctor_knows_which_programs_a_machine_is_for(
    database: str,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    states: tuple[str, str],
) -> None:
    values = environment | {
        "TALKIF_MEDIA_KEY": "m" * 32,
        "TALKIF_MEDIA_URL": "wss://voice.example.com",
        "TALKIF_PUBLIC_URL": "https://voice.example.com",
        "TWILIO_AUTH_TOKEN": "t" * 32,
    }
    for name in values:
        monkeypatch.delenv(name, raising=False)
    for name in (*names, "TALKIF_STORAGE_URL"):
        monkeypatch.setenv(name, values[name])
    result = run(database, "doctor", "--json")
    found = {finding["name"]: finding["state"] for finding in json.loads(result.output)}
    assert (found["api settings"], found["runtime settings"]) == states
    assert result.exit_code == ("fail" in states)


async def test_a_number_is_handed_over(
    account: Account, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("numbers", "assign", "+14155550100", "--account", account.account_id)
    assert "TALKIF_SIGNING_KEY is not set" in run(account.dsn, *arguments).output
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    handed = await asyncio.to_thread(run, account.dsn, *arguments)
    (number,) = (await account.get("/phone/numbers")).json()["numbers"]
    assert (number["id"], number["number"]) == (handed.output.strip(), "+14155550100")
    again = await asyncio.to_thread(run, account.dsn, *arguments)
    assert (again.exit_code, again.output) == (1, "Error: The phone number is in use already.\n")
    unknown = await asyncio.to_thread(run, account.dsn, *arguments[:-1], "account_none")
    assert "there is no account account_none" in unknown.output
    wrong = await asyncio.to_thread(run, account.dsn, "numbers", "assign", "415", *arguments[3:])
    assert "E.164" in wrong.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("create-account", "Acme", "--timezone", "Mars/Base"), "no IANA time zone"),
        (("create-key", "account_none"), "there is no account account_none"),
        (("create-key", "account_none", "--scope", "cars:drive"), "cars:drive"),
        (("create-key", "account_none", "--cidr", "10.0.0.1/8"), "10.0.0.1/8"),
    ],
)
def test_wrong_arguments_are_named(database: str, arguments: tuple[str, ...], message: str) -> None:
    result = run(database, *arguments)
    assert result.exit_code != 0
    assert message in result.output


@pytest.mark.parametrize("arguments", [("create-account", "Acme"), ("migrate",), ("doctor",)])
def test_a_server_that_is_away_is_said_without_a_traceback(arguments: tuple[str, ...]) -> None:
    result = run("postgresql://postgres@127.0.0.1:1/none", *arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "127.0.0.1" in result.output
