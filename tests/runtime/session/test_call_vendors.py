"""What becomes of a call's connections to vendors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.providers.scripted import Answer, ScriptedLlm, ScriptedStt, ScriptedTts
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


@pytest.mark.parametrize("kind", ["stt", "tts"])
def test_a_flow_without_a_usable_vendor_is_counted(kind: str) -> None:
    async def main() -> None:
        studio = Studio(agent(), **{kind: ()})
        await studio.run()
        labels = {"kind": kind, "provider": "none", "code": "unavailable"}
        assert studio.metrics.registry.get_sample_value("talkif_vendor_failures_total", labels) == 1

    play(main())


def test_vendors_that_fail_are_counted_though_others_take_over() -> None:
    async def main() -> None:
        expired = {kind: ProviderError(kind, "scripted", "auth", "expired", retryable=False) for kind in ("stt", "tts")}
        garbled = ProviderError("llm", "scripted", "protocol", "garbled", retryable=True)
        dropped = ProviderError("stt", "scripted", "dropped", "gone", retryable=True)
        first = ScriptedStt()
        studio = Studio(
            agent(),
            stt=(ScriptedStt(refusal=expired["stt"]), first),
            tts=(ScriptedTts(refusal=expired["tts"]), ScriptedTts()),
            llm=ScriptedLlm([Answer(error=garbled)]),
        )
        await studio.run(
            (3.0, lambda: first.streams[0].hear("hello")),
            (4.0, lambda: first.streams[0].fail(dropped)),
            (9.0, lambda: studio.call.hung_up("caller", "stop")),
        )
        for error in (*expired.values(), garbled, dropped):
            labels = {"kind": error.kind, "provider": "scripted", "code": error.code}
            assert studio.metrics.registry.get_sample_value("talkif_vendor_failures_total", labels) == 1, labels

    play(main())
