"""A runtime whose own work breaks does not go on as if nothing were."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest

from talkif_runtime import switchboard
from talkif_runtime.phone import Silence
from talkif_runtime.store import Store
from tests.e2e.test_phone_call import line
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.elevenlabs_server import ElevenLabsServer


@pytest.mark.parametrize("broken", ["claim_abandoned", "append_events"])
async def test_a_defect_in_what_all_calls_need_ends_the_runtime(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    defect = psycopg.errors.UndefinedFunction("a migration is missing")

    async def fail(*_: object) -> None:
        raise defect

    monkeypatch.setattr(Store, broken, fail)
    monkeypatch.setattr(switchboard, "SAVING_S", 0.1)

    async def serve() -> None:
        stt, tts = DeepgramServer(), ElevenLabsServer()
        async with asyncio.timeout(20), line(database, tmp_path, stt=stt, tts=tts) as opened:
            await opened.call(Silence(60_000))
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as raised:
        await serve()
    assert raised.value.exceptions == (defect,)
