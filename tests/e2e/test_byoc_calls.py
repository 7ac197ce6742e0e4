"""Calls on a tenant's own Twilio account: its token alone is believed, and its credentials send the messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb
from twilio.request_validator import RequestValidator

from talkif_runtime.phone import Press, SimulatedCarrier, WaitForQuiet
from talkif_schemas.ids import new_provider_id
from talkif_schemas.provider_credentials import seal_credentials
from talkif_schemas.resources.providers import TwilioCredentials
from talkif_schemas.sealed import Sealer
from tests.e2e.test_line_nodes import FLOW
from tests.e2e.test_phone_call import NUMBER, TOKEN, Line, line, no_speech, saved
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.twilio_server import ACCOUNT_SID, KEY_SECRET, KEY_SID, TwilioServer

KEYS = {"test": b"e" * 32}
OWN_TOKEN = "the tenant's own token"
#: Sends messages as the key; webhooks are signed with the account's token all the same.
CREDENTIALS = TwilioCredentials(auth_token=OWN_TOKEN, api_key_sid=KEY_SID, api_key_secret=KEY_SECRET)


def bring_an_account(opened: Line, *, type_: str = "byoc_twilio", keys: dict[str, bytes] = KEYS) -> None:
    """The number is carried by a provider of its tenant from now on."""
    provider_id = new_provider_id()
    with psycopg.connect(opened.settings.database_url, autocommit=True) as connection:
        connection.execute(
            """
            INSERT INTO telephony_providers (provider_id, account_id, name, type, config, credentials,
                                             credentials_set_at)
            VALUES (%s, %s, 'Ours', %s, %s, %s, now())
            """,
            (
                provider_id, opened.seeded.account_id, type_,
                Jsonb({"accountSid": ACCOUNT_SID} if type_ == "byoc_twilio" else {"host": "trunk.example.com"}),
                seal_credentials(Sealer(keys), provider_id, CREDENTIALS),
            ),
        )  # fmt: skip
        connection.execute("UPDATE phone_numbers SET provider = %s, provider_id = %s", (type_, provider_id))


async def called(opened: Line, token: str, *script: Any) -> Any:
    base = opened.settings.public_url
    carrier = SimulatedCarrier(
        voice_url=f"{base}/carrier/twilio/voice", auth_token=token, status_url=f"{base}/carrier/twilio/status"
    )
    return await carrier.place_call(from_="+14155551234", to=NUMBER, script=script, speak=no_speech)


@asynccontextmanager
async def opened_line(dsn: str, folder: Path, **more: Any) -> AsyncIterator[Line]:
    async with line(dsn, folder, stt=DeepgramServer(), tts=ElevenLabsServer(), source=FLOW, **more) as opened:
        yield opened


async def test_a_call_runs_on_the_account_of_its_number(database: str, tmp_path: Path) -> None:
    async with (
        TwilioServer() as twilio,
        opened_line(database, tmp_path, vendor_urls={"twilio": twilio.url}, encryption_keys=KEYS) as opened,
    ):
        bring_an_account(opened)
        report = await called(opened, OWN_TOKEN, WaitForQuiet(), Press("2"))
        await saved(opened)
        (call,) = opened.rows("SELECT outcome, provider_id IS NOT NULL AS own FROM calls")
    assert report.error is None
    assert call == {"outcome": "done", "own": True}
    assert [path for path, _ in twilio.requests] == [f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"]


async def test_the_token_of_another_account_is_refused(database: str, tmp_path: Path) -> None:
    async with opened_line(database, tmp_path, encryption_keys=KEYS) as opened:
        report = await called(opened, OWN_TOKEN)
        assert "403" in str(report.error), "the number is the platform's: a tenant's token opens nothing"
        bring_an_account(opened)
        for token in (TOKEN, "the token of a third account"):
            report = await called(opened, token)
            assert "403" in str(report.error)
        assert opened.rows("SELECT * FROM calls") == []


async def test_a_call_is_ended_by_its_own_account_alone(database: str, tmp_path: Path) -> None:
    async with opened_line(database, tmp_path, encryption_keys=KEYS) as opened:
        bring_an_account(opened)
        form = {"CallSid": "CA1", "AccountSid": ACCOUNT_SID, "From": "+14155551234", "To": NUMBER,
                "Direction": "inbound", "CallStatus": "ringing"}  # fmt: skip
        assert await sent(opened, "voice", form, OWN_TOKEN) == 200
        over = form | {"CallStatus": "completed"}
        # Naming another number, or none, does not make the platform's token the right one.
        for forged in (over, over | {"To": "+14155559999"}):
            assert await sent(opened, "status", forged, TOKEN) == 403
        assert opened.rows("SELECT status FROM calls") == [{"status": "ringing"}]
        assert await sent(opened, "status", over, OWN_TOKEN) == 204
        assert opened.rows("SELECT status FROM calls") == [{"status": "failed"}]


async def sent(opened: Line, path: str, form: dict[str, str], token: str) -> int:
    url = f"{opened.settings.public_url}/carrier/twilio/{path}"
    signature = RequestValidator(token).compute_signature(url, form)
    async with httpx.AsyncClient() as client:
        return (await client.post(url, data=form, headers={"X-Twilio-Signature": signature})).status_code


@pytest.mark.parametrize("keys", [{}, {"another": b"x" * 32}])
async def test_credentials_that_do_not_open_send_the_carrier_away_for_now(
    database: str, tmp_path: Path, keys: dict[str, bytes]
) -> None:
    async with opened_line(database, tmp_path, encryption_keys=keys) as opened:
        bring_an_account(opened)
        report = await called(opened, OWN_TOKEN)
    assert "503" in str(report.error)


async def test_no_twilio_account_speaks_for_a_trunk(database: str, tmp_path: Path) -> None:
    async with opened_line(database, tmp_path, encryption_keys=KEYS) as opened:
        bring_an_account(opened, type_="sip")
        assert "403" in str((await called(opened, OWN_TOKEN)).error)
        assert "not in service" in str((await called(opened, TOKEN)).said), "to Twilio the number is nobody's"
        assert opened.rows("SELECT * FROM calls") == []


async def test_a_fixed_version_answers(database: str, tmp_path: Path) -> None:
    async with opened_line(database, tmp_path) as opened:
        with psycopg.connect(opened.settings.database_url, autocommit=True) as connection:
            connection.execute("UPDATE phone_numbers SET environment = 'nowhere'")
            assert "not in service" in str((await called(opened, TOKEN)).said)
            connection.execute("UPDATE phone_numbers SET version = '1.0.0'")
        report = await called(opened, TOKEN, WaitForQuiet(), Press("4"))
        await saved(opened)
        assert (report.error, report.said) == (None, ())
        assert opened.rows("SELECT version, environment FROM calls") == [{"version": "1.0.0", "environment": "nowhere"}]
