"""A program that is told to stop says so, ends its streams, and is gone."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import httpx
import orjson

from talkif_api.kit.clock import monotonic_s
from tests.api.calls.conftest import JOURNAL, Past
from tests.api.conftest import owner

#: A program has 15 s to finish what runs.
_SOON_S = 10.0


async def _answers(url: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


async def test_a_stream_ends_by_itself_when_the_process_is_told_to_stop(
    past: Past, environment: dict[str, str], free_port: int
) -> None:
    await past.call("call_1", status="inprogress", journal=JOURNAL[:3])
    async with owner(past.account.dsn) as connection:
        await connection.execute("UPDATE calls SET ended_at = NULL, outcome = NULL")
    origin = f"http://127.0.0.1:{free_port}"
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("talkif"),
        "api",
        env=environment | {"TALKIF_API_PORT": str(free_port), "TALKIF_LOG_FORMAT": "json"},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await _answers(f"{origin}/healthz")
        headers = {"Authorization": f"Bearer {past.account.key}", "Accept": "text/event-stream"}
        url = f"{origin}/api/v1/accounts/{past.account.account_id}/calls/call_1/events"
        async with httpx.AsyncClient(timeout=30) as client, client.stream("GET", url, headers=headers) as response:
            lines = response.aiter_lines()
            async for line in lines:
                if line == "id: 2":
                    break
            told_at = monotonic_s()
            process.send_signal(signal.SIGTERM)
            last = [line async for line in lines if line][-1]
        _, errors = await asyncio.wait_for(process.communicate(), 30)
        took_s = monotonic_s() - told_at
    finally:
        if process.returncode is None:
            process.kill()
    assert last == ": This server stops. Come back with Last-Event-ID."
    assert (process.returncode, took_s < _SOON_S) == (0, True)
    logged = [orjson.loads(line) for line in errors.splitlines()]
    messages = [line["message"] for line in logged]
    assert messages.index("told to stop") < next(n for n, text in enumerate(messages) if text.endswith("/events 200"))
    assert "ERROR" not in {line["level"] for line in logged}
