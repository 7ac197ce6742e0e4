from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from talkif_runtime.audio_files import AudioError
from talkif_runtime.bindings import Bindings
from talkif_runtime.metrics import Metrics
from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.providers.scripted import Answer, ScriptedLlm, ScriptedStt, ScriptedTts
from talkif_runtime.providers.speech_cache import SpeechCache
from talkif_runtime.session.call import Call
from talkif_runtime.session.equipment import Equipment, Result, Vendors
from talkif_runtime.session.recorder import Recorder
from talkif_runtime.tool_client import ToolResult
from talkif_runtime.wire import g711
from talkif_schemas.artifact import AgentNode, Edge, EndNode, ServiceRef
from talkif_schemas.events import CallStarted, DtmfPressed
from talkif_schemas.ids import AccountId, CallId
from tests.runtime.phone import virtual_time
from tests.runtime.session.flows import flow, order_flow, text

RECORDING = b"\x40" * 8_000
LOUD = b"\x00" * 160
REF = ServiceRef(provider="scripted")
BROKEN = ProviderError("tts", "scripted", "dropped", "the socket broke", retryable=True)


class LoopClock:
    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def now(self) -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC)


class Journal:
    """A store that keeps what the recorder writes."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, dict[str, Any]]] = []

    async def append_events(self, _account: AccountId, rows: Any) -> None:
        self.rows += [(seq, name, orjson.loads(data)) for _, seq, _, name, data in rows]


class World:
    """What is outside of a call: tools that answer with what they were asked, and recordings of a second."""

    def __init__(self, bindings: Bindings | None = None) -> None:
        self.bindings = bindings or Bindings()
        self.sent: list[Any] = []
        self.audio = self

    async def send(self, _call_id: str, command: Any) -> ToolResult:
        self.sent.append(command)
        return ToolResult("success", {"key": command.key}, None)

    async def load(self, url: str) -> bytes:
        if "missing" in url:
            raise AudioError("HTTP 404")
        return RECORDING


class Phone:
    """The carrier's end of a line: plays in real time, returns marks, drops what is cleared."""

    def __init__(self) -> None:
        self.call: Call | None = None
        self.audio_ms = 0
        self.cleared = 0
        self.closed = False
        self.away_ms = 0
        self._until = 0.0
        self._marks: list[asyncio.TimerHandle] = []

    def send_audio(self, audio: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self._until = max(self._until, now) + len(audio) / 8000
        self.audio_ms += g711.duration_ms(audio)

    def send_mark(self, name: str) -> None:
        assert self.call is not None
        self._marks.append(asyncio.get_running_loop().call_at(self._until + self.away_ms / 1000, self.call.mark, name))

    def send_clear(self) -> None:
        self.cleared += 1
        self._until = asyncio.get_running_loop().time()

    def close(self) -> None:
        self.closed = True


class Studio:
    """A call with scripted vendors, and everything that a test may look at."""

    def __init__(
        self,
        program: Any,
        *,
        llm: ScriptedLlm | None = None,
        tts: Any = None,
        stt: Any = None,
        bindings: Bindings | None = None,
    ) -> None:
        self.world = World(bindings)
        self.journal = Journal()
        self.metrics = Metrics()
        self.recorder = Recorder(self.journal, self.metrics)  # type: ignore[arg-type]
        self.llm = llm or ScriptedLlm()
        self.tts = (ScriptedTts(),) if tts is None else tts
        self.stt = (ScriptedStt(),) if stt is None else stt
        vendors = Vendors(
            tuple((REF, entry) for entry in self.stt),
            ((REF, self.llm),),
            tuple((REF, entry) for entry in self.tts),
        )
        equipment = Equipment(
            LoopClock(),
            self.recorder,
            self.world,
            SpeechCache(),
            self.metrics,
            lambda _: vendors,  # type: ignore[arg-type]
        )
        self.phone = Phone()
        self.call = Call(CallId("call_1"), AccountId("account_1"), program, equipment, self.phone)
        self.phone.call = self.call
        self.off_line: Callable[[], None] = lambda: None

    async def run(self, *acts: tuple[float, Any]) -> Result:
        """Run the call; each act happens so many seconds after its start."""
        writer = asyncio.create_task(self.recorder.run())
        loop = asyncio.get_running_loop()
        handles = [loop.call_later(delay_s, act) for delay_s, act in acts]
        started = CallStarted(
            at_ms=0,
            call={"id": "call_1", "direction": "inbound", "from": "+1", "to": "+2", "metadata": {}},
            contact={},
            account={},
            campaign={},
            inputs={},
            system={"now": "2026-03-02T09:00:00+00:00", "date": "2026-03-02", "time": "09:00"},
        )
        result = await self.call.run((started,), self.off_line)
        for handle in handles:
            handle.cancel()
        self.recorder.close()
        await writer
        return result

    def names(self) -> list[str]:
        return [name for _, name, _ in self.journal.rows]

    def said(self) -> list[str]:
        return [data["text"] for _, name, data in self.journal.rows if name == "BotSpoke"]


def play(work: Coroutine[Any, Any, Any]) -> Any:
    """Run on a clock that jumps, and check that nothing outlives the call."""

    async def main() -> Any:
        result = await work
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks left behind: {left}"
        return result

    return virtual_time.run(main())


def agent(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "type": "agent",
        "prompt": text("Help."),
        "greeting": text("How can I help you today?"),
        "interruptible": True,
        "edges": (Edge(kind="when", when="done", to="end"),),
    }
    return flow("talk", {"talk": AgentNode(**(fields | changes)), "end": EndNode(type="end", say=text("Goodbye."))})


def test_a_whole_call_by_voice() -> None:
    async def main() -> None:
        studio = Studio(order_flow())
        result = await studio.run((3.0, lambda: studio.stt[0].streams[0].hear("four one five two two one")))
        assert result.ended is not None
        assert (result.ended.reason, result.ended.outcome) == ("bot_ended", "done")
        assert result.ended.outputs == {"order_id": "415221"}
        assert studio.phone.closed
        assert [seq for seq, _, _ in studio.journal.rows] == list(range(len(studio.journal.rows)))
        assert studio.names()[-1] == "CallEnded"
        assert not studio.stt[0].streams[0].open
        assert not studio.tts[0].streams[0].open

    play(main())


def test_the_recogniser_is_told_that_digits_come() -> None:
    async def main() -> None:
        studio = Studio(order_flow())
        expected: list[str] = []
        await studio.run(
            (1.0, lambda: expected.append(studio.stt[0].streams[0].expected)),
            (2.0, lambda: studio.call.hung_up("caller", "stop")),
        )
        assert expected == ["digits"]

    play(main())


def test_an_interruption_clears_the_line_and_the_transcript_keeps_what_was_heard() -> None:
    async def main() -> None:
        studio = Studio(agent(), llm=ScriptedLlm([Answer(choose="end")]))
        await studio.run((0.8, lambda: studio.stt[0].streams[0].hear("stop")))
        assert studio.phone.cleared == 1
        cut = next(data for _, name, data in studio.journal.rows if name == "SpeechInterrupted")
        assert cut["heard"] == "How can I"
        assert cut["rest"] == "help you today?"
        assert [message.text for message in studio.llm.requests[0].messages] == ["How can I", "stop"]

    play(main())


def test_a_false_start_goes_on_where_it_was_cut() -> None:
    async def main() -> None:
        studio = Studio(agent())
        await studio.run(
            (0.8, lambda: studio.stt[0].streams[0].start_speech()),
            (6.0, lambda: studio.call.hung_up("caller", "stop")),
        )
        assert studio.said() == ["How can I help you today?", "help you today?"]

    play(main())


def test_sentences_of_the_model_are_spoken_while_it_writes() -> None:
    async def main() -> None:
        hold = asyncio.Event()
        llm = ScriptedLlm([Answer(says="It ships today. It arrives on Friday.", hold=hold), Answer(choose="end")])
        studio = Studio(agent(), llm=llm)
        await studio.run(
            (3.0, lambda: studio.stt[0].streams[0].hear("where is it")),
            (4.0, hold.set),
            (9.0, lambda: studio.stt[0].streams[0].hear("thanks")),
        )
        assert studio.tts[0].streams[0].said[2] == "It ships today. It arrives on Friday."
        assert "It ships today. It arrives on Friday." in studio.said()

    play(main())


def test_hanging_up_stops_the_model_and_everything_else() -> None:
    async def main() -> None:
        llm = ScriptedLlm([Answer(says="Never heard.", hold=asyncio.Event())])
        studio = Studio(agent(), llm=llm)
        result = await studio.run(
            (3.0, lambda: studio.stt[0].streams[0].hear("hello")),
            (4.0, lambda: studio.call.hung_up("caller", "stop")),
        )
        assert result.ended is not None
        assert result.ended.reason == "caller_hung_up"
        assert llm.cancelled == 1

    play(main())


def test_what_the_caller_did_not_wait_for_is_on_record_as_unheard() -> None:
    async def main() -> None:
        studio = Studio(agent())
        await studio.run((0.8, lambda: studio.call.hung_up("caller", "stop")))
        assert studio.names()[-4:] == ["SpeechInterrupted", "HungUp", "LineMeasured", "CallEnded"]
        assert studio.journal.rows[-4][2]["heard"] == "How can I"

    play(main())


def test_a_synthesiser_that_breaks_is_replaced_and_the_text_is_said_by_the_next() -> None:
    async def main() -> None:
        refusing = ScriptedTts(refusal=BROKEN)
        second = ScriptedTts()
        studio = Studio(agent(), tts=(refusing, second))
        await studio.run((4.0, lambda: studio.call.hung_up("caller", "stop")))
        assert second.streams[0].said == {1: "How can I help you today?"}
        assert studio.phone.audio_ms > 1_000
        chosen = next(
            data for _, name, data in studio.journal.rows if name == "ServiceChosen" and data["kind"] == "tts"
        )
        assert chosen["reason"] == "fallback"

    play(main())


def test_a_synthesiser_that_drops_in_mid_call_is_replaced() -> None:
    async def main() -> None:
        first, second = ScriptedTts(), ScriptedTts()
        studio = Studio(order_flow(), tts=(first, second))
        await studio.run(
            (3.0, lambda: first.streams[0].fail(BROKEN)),
            (4.0, lambda: studio.stt[0].streams[0].hear("banana")),
            (8.0, lambda: studio.call.hung_up("caller", "stop")),
        )
        assert list(second.streams[0].said.values()) == ["Six digits."]

    play(main())


@pytest.mark.parametrize("kind", ["stt", "tts"])
def test_without_any_vendor_left_the_call_ends_as_an_error(kind: str) -> None:
    async def main() -> None:
        error = ProviderError("stt", "scripted", "auth", "no", retryable=False)
        stt = (ScriptedStt(refusal=error),) if kind == "stt" else (ScriptedStt(),)
        tts = (ScriptedTts(refusal=error),) if kind == "tts" else (ScriptedTts(),)
        studio = Studio(agent(), stt=stt, tts=tts)
        result = await studio.run()
        assert result.ended is not None
        assert result.ended.reason == "error"
        if kind == "stt":
            assert studio.said()[-1].startswith("I am sorry, we have a technical problem")

    play(main())


def test_a_recogniser_that_drops_is_opened_again() -> None:
    async def main() -> None:
        studio = Studio(order_flow())
        stt = studio.stt[0]
        dropped = ProviderError("stt", "scripted", "dropped", "gone", retryable=True)
        await studio.run(
            (2.0, lambda: stt.streams[0].fail(dropped)),
            (5.0, lambda: stt.streams[1].hear("one two three four five six")),
        )
        assert [stream.expected for stream in stt.streams] == ["digits", "digits"]
        assert studio.names()[-1] == "CallEnded"

    play(main())


def test_a_model_that_fails_is_excused_and_the_caller_may_try_again() -> None:
    async def main() -> None:
        error = ProviderError("llm", "scripted", "timeout", "slow", retryable=True)
        studio = Studio(agent(), llm=ScriptedLlm([Answer(error=error), Answer(choose="end")]))
        await studio.run(
            (3.0, lambda: studio.stt[0].streams[0].hear("hello")),
            (9.0, lambda: studio.stt[0].streams[0].hear("bye")),
        )
        assert studio.said()[1].startswith("Sorry, I did not get that")
        assert studio.said()[-1] == "Goodbye."

    play(main())


def test_fixed_speech_is_synthesised_once_for_all_calls() -> None:
    async def main() -> None:
        program = order_flow()
        object.__setattr__(program.artifact, "fixed_speech", ("Which order?",))
        studio = Studio(program)
        cache = studio.call._equipment.speech_cache
        await studio.run((4.0, lambda: studio.call.hung_up("caller", "stop")))
        again = Studio(program)
        object.__setattr__(again.call._voice, "_cache", cache)
        await again.run((4.0, lambda: again.call.hung_up("caller", "stop")))
        assert again.tts[0].streams[0].said in ({}, {1: "Which order?"})
        assert again.phone.audio_ms == studio.phone.audio_ms

    play(main())


def test_keys_are_heard() -> None:
    async def main() -> None:
        studio = Studio(order_flow())

        def press(digit: str) -> Any:
            return lambda: studio.call.dispatch(DtmfPressed(at_ms=studio.call.at_ms(), digit=digit))

        result = await studio.run(*[(3.0 + number / 10, press(digit)) for number, digit in enumerate("123456")])
        assert result.ended is not None
        assert result.ended.outputs == {"order_id": "123456"}

    play(main())


def test_silence_is_counted_from_when_the_caller_was_last_audible() -> None:
    async def main() -> None:
        studio = Studio(order_flow())
        murmur = [(2.0 + number * 0.02, lambda: studio.call.hear(LOUD)) for number in range(300)]
        await studio.run(*murmur, (14.0, lambda: studio.call.hung_up("caller", "stop")))
        fired = [data["at_ms"] for _, name, data in studio.journal.rows if name == "TimerFired"]
        assert fired
        assert fired[0] >= 8_000 + 5_000 - 50

    play(main())
