"""What becomes of a call's connections to vendors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from talkif_runtime.providers.scripted import ScriptedStt, ScriptedTts
from tests.runtime.session.test_call import Studio, agent, play


class Slow:
    """A vendor whose connection is there once the test says so."""

    def __init__(self, vendor: Any, connected: asyncio.Event) -> None:
        self.provider = vendor.provider
        self.vendor = vendor
        self._connected = connected

    async def open(self, options: Any, sink: Any) -> Any:
        await self._connected.wait()
        return await self.vendor.open(options, sink)


@pytest.mark.parametrize("kind", ["stt", "tts"])
def test_a_connection_that_comes_after_the_hangup_is_closed(kind: str) -> None:
    async def main() -> None:
        connected = asyncio.Event()
        slow = Slow(ScriptedStt() if kind == "stt" else ScriptedTts(), connected)
        studio = Studio(agent(), **{kind: (slow,)})
        await studio.run((1.0, lambda: studio.call.hung_up("caller", "stop")), (1.5, connected.set))
        assert [stream.open for stream in slow.vendor.streams] == [False]
        assert ["ServiceChosen", kind] not in [[name, data.get("kind")] for _, name, data in studio.journal.rows]

    play(main())
