"""One runtime process for the load harness: a compiled flow on fake vendors, with journal, recording and metrics on.

The harness connects to /ws without a webhook, so a call row is written when the carrier's start message names the
call; everything after that is the product. Environment, set by the harness: PORT, BENCH_STT_URL, BENCH_LLM_URL,
BENCH_TTS_URL.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import os
import shutil
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import uvloop
from picows import WSListener, WSUpgradeRequest, ws_create_server
from psycopg.conninfo import make_conninfo

from talkif_api.kit.embedded import start_postgres
from talkif_api.kit.migrate import migrate
from talkif_runtime.archive import Archive
from talkif_runtime.clock import SystemClock
from talkif_runtime.main import choose, open_storage
from talkif_runtime.media import MediaStream
from talkif_runtime.metrics import Metrics
from talkif_runtime.programs import Programs
from talkif_runtime.providers.registry import Registry
from talkif_runtime.providers.speech_cache import SpeechCache
from talkif_runtime.session.equipment import Equipment
from talkif_runtime.session.outside import reach
from talkif_runtime.session.recorder import Recorder
from talkif_runtime.settings import Settings
from talkif_runtime.store import Route, Store, StoredCall, open_store
from talkif_runtime.switchboard import Switchboard
from talkif_schemas.ids import new_call_id
from tests.runtime.seeding import Seeded, seed

FLOW = """
schema: talkif.flow/v1
flow: bench
name: Bench
language: en-US
services:
  stt: [{provider: deepgram, model: nova-3}]
  llm: [{provider: openai, model: bench}]
  tts: [{provider: elevenlabs, voice: Rachel}]
settings: {max_call: 30m, idle: {after: 60s, prompts: ["Hello?"], then: bye}, recording: on}
prompt: You are a helpful phone agent.
outcomes: [done]
start: talk
nodes:
  talk:
    type: agent
    prompt: Help the caller.
    next:
      - {when: The caller says goodbye, to: bye}
  bye: {type: end, say: Goodbye., outcome: done}
"""


async def claim(store: Store, route: Route, carrier_call_id: str) -> StoredCall | None:
    call_id = await store.create_call(
        new_call_id(), route, "twilio", carrier_call_id, "+14155551234", "+14155550100", "nonce"
    )
    await store.answer_call(call_id, route.account_id, "nonce")
    return await store.find_call(call_id)


async def serve(dsn: str, seeded: Seeded, folder: Path) -> None:
    settings = Settings(
        database_url=dsn,
        twilio_auth_token="",
        media_key=b"",
        public_url="",
        media_url="",
        recordings_url=f"file:{folder / 'recordings'}",
        vendor_keys={"deepgram": "x", "openai": "x", "elevenlabs": "x"},
        vendor_urls={
            "deepgram": os.environ["BENCH_STT_URL"],
            "openai": os.environ["BENCH_LLM_URL"],
            "elevenlabs": os.environ["BENCH_TTS_URL"],
        },
        max_calls=10_000,
    )
    registry, metrics = Registry(settings.vendor_urls), Metrics()
    clock = SystemClock()
    async with open_store(dsn) as store, reach(settings, store, clock) as outside:
        recorder = Recorder(store, metrics)
        equipment = Equipment(clock, recorder, outside, SpeechCache(), metrics, partial(choose, registry, settings))
        programs = Programs(store, outside.bindings, settings.trusted_keys)
        archive = Archive(open_storage(settings.recordings_url), store)
        switchboard = Switchboard(settings, store, archive, programs, equipment)
        route = Route(seeded.account_id, "Bench", "UTC", None, seeded.flow_id, "production", "1.0.0", seeded.digest)
        await programs.load(seeded.account_id, seeded.digest)
        tasks: set[asyncio.Task[Any]] = set()

        def spawn(work: Any) -> None:
            task = asyncio.get_running_loop().create_task(work)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        def accept(_request: WSUpgradeRequest) -> WSListener:
            return MediaStream(partial(claim, store, route), switchboard, spawn)

        writer = asyncio.create_task(recorder.run())
        server = await ws_create_server(
            accept, "127.0.0.1", int(os.environ["PORT"]), websocket_handshake_timeout=30, enable_auto_ping=False
        )
        gc.collect()
        gc.freeze()
        try:
            await server.serve_forever()
        finally:
            recorder.close()
            await writer


def main() -> None:
    # The harness ends the server with SIGTERM; the database stops at exit, and its folder goes after it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server_dsn = start_postgres(folder / "postgres")
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench")
    dsn = make_conninfo(server_dsn, dbname="bench")
    migrate(dsn)
    uvloop.run(serve(dsn, seed(dsn, FLOW), folder))


if __name__ == "__main__":
    main()
