from __future__ import annotations

import asyncio
from typing import Any

from talkif_runtime.session.speaker import CHUNK_MS, LEAD_MS, Cut, Speaker
from talkif_runtime.wire import g711
from tests.runtime.phone import virtual_time


class Line:
    def __init__(self) -> None:
        self.sent: list[tuple[float, str, int]] = []

    def send_audio(self, audio: bytes) -> None:
        self._note("audio", g711.duration_ms(audio))

    def send_mark(self, name: str) -> None:
        self._note(f"mark {name}", 0)

    def send_clear(self) -> None:
        self._note("clear", 0)

    def _note(self, what: str, duration_ms: int) -> None:
        self.sent.append((asyncio.get_running_loop().time(), what, duration_ms))


def make() -> tuple[Line, Speaker, list[Any]]:
    line, happened = Line(), []
    loop = asyncio.get_running_loop()
    speaker = Speaker(
        line,
        loop.time,
        began=lambda utterance, tts_ms: happened.append(("began", utterance, tts_ms)),
        played=lambda utterance: happened.append(("played", utterance)),
        recorded=lambda audio, starts_at: happened.append(("recorded", g711.duration_ms(audio), starts_at)),
    )
    return line, speaker, happened


def test_audio_leaves_a_little_ahead_of_real_time_and_the_mark_comes_last() -> None:
    async def main() -> None:
        line, speaker, _ = make()
        start = asyncio.get_running_loop().time()
        speaker.queue(1, "hello")
        speaker.add_audio(1, g711.silence(1_000), None)
        speaker.complete(1)
        await asyncio.sleep(2)
        played = 0
        for at, what, duration_ms in line.sent:
            if what == "audio":
                assert played - (at - start) * 1000 <= LEAD_MS + 1
                assert played >= (at - start) * 1000 - 1, "a gap that the caller hears"
                assert duration_ms <= CHUNK_MS
                played += duration_ms
        assert played == 1_000
        assert line.sent[-1][1] == "mark 1"

    virtual_time.run(main())


def test_utterances_are_played_in_order_even_if_the_second_is_ready_first() -> None:
    async def main() -> None:
        line, speaker, happened = make()
        speaker.queue(1, "one")
        speaker.queue(2, "two")
        speaker.add_audio(2, g711.silence(200), None)
        speaker.complete(2)
        await asyncio.sleep(0.5)
        assert line.sent == []
        speaker.add_audio(1, g711.silence(200), None)
        speaker.complete(1)
        await asyncio.sleep(1)
        assert [what for _, what, _ in line.sent if what != "audio"] == ["mark 1", "mark 2"]
        assert [entry[1] for entry in happened if entry[0] == "began"] == [1, 2]

    virtual_time.run(main())


def test_an_interruption_says_how_much_was_heard_by_the_vendors_own_alignment() -> None:
    async def main() -> None:
        line, speaker, _ = make()
        speaker.queue(1, "one two three four")
        for word in ("one ", "two ", "three ", "four"):
            speaker.add_audio(1, g711.silence(500), word)
        speaker.complete(1)
        speaker.queue(2, "not begun")
        await asyncio.sleep(1.2)
        assert speaker.stop() == [Cut(1, "one two", "three four"), Cut(2, "", "not begun")]
        assert line.sent[-1][1] == "clear"

    virtual_time.run(main())


def test_what_was_played_to_its_end_is_heard_though_the_mark_is_still_on_its_way() -> None:
    async def main() -> None:
        _, speaker, _ = make()
        speaker.queue(1, "all of it")
        speaker.add_audio(1, g711.silence(300), None)
        speaker.complete(1)
        await asyncio.sleep(0.4)
        assert speaker.stop() == [Cut(1, "all of it", "")]

    virtual_time.run(main())


def test_audio_that_comes_after_the_interruption_is_dropped() -> None:
    async def main() -> None:
        line, speaker, happened = make()
        speaker.queue(1, "late")
        speaker.stop()
        speaker.add_audio(1, g711.silence(100), None)
        speaker.complete(1)
        speaker.mark_returned("1")
        assert line.sent == []
        assert happened == []

    virtual_time.run(main())


def test_an_utterance_without_audio_counts_as_played() -> None:
    async def main() -> None:
        _, speaker, happened = make()
        speaker.queue(1)
        speaker.complete(1)
        assert happened == [("played", 1)]

    virtual_time.run(main())


def test_a_recording_is_played_as_often_as_it_should_be() -> None:
    async def main() -> None:
        line, speaker, happened = make()
        speaker.queue(1)
        speaker.play(1, g711.silence(250), 3)
        await asyncio.sleep(2)
        assert sum(duration_ms for _, what, duration_ms in line.sent if what == "audio") == 750
        assert [what for _, what, _ in line.sent].count("mark 1") == 1
        assert happened[0][0] == "recorded"
        assert ("began", 1, 0) in happened

    virtual_time.run(main())


def test_a_recording_can_be_cut_in_any_round() -> None:
    async def main() -> None:
        line, speaker, _ = make()
        speaker.queue(1)
        speaker.play(1, g711.silence(250), 1_000_000)
        await asyncio.sleep(2)
        assert speaker.stop() == [Cut(1, "", "")]
        await asyncio.sleep(2)
        assert line.sent[-1][1] == "clear"
        assert sum(duration_ms for _, what, duration_ms in line.sent if what == "audio") <= 2_000 + LEAD_MS + CHUNK_MS

    virtual_time.run(main())


def test_a_recording_that_never_came_counts_as_played() -> None:
    async def main() -> None:
        line, speaker, happened = make()
        speaker.queue(1)
        speaker.play(1, b"", 2)
        speaker.play(7, g711.silence(20), 1)
        assert happened == [("played", 1)]
        assert line.sent == []

    virtual_time.run(main())


def test_a_round_trip_is_what_the_mark_comes_later_than_the_end_of_the_speech() -> None:
    async def main() -> None:
        _, speaker, _ = make()
        assert speaker.round_trip_ms() is None
        for utterance, after_ms in enumerate((90, 80, 300), start=1):
            begun = asyncio.get_running_loop().time()
            speaker.queue(utterance, "hello")
            speaker.add_audio(utterance, g711.silence(1_000), None)
            speaker.complete(utterance)
            await asyncio.sleep(begun + 1 + after_ms / 1000 - asyncio.get_running_loop().time())
            speaker.mark_returned(str(utterance))
        assert speaker.round_trip_ms() == 90

    virtual_time.run(main())


def test_the_marks_of_cut_speech_measure_nothing() -> None:
    async def main() -> None:
        _, speaker, _ = make()
        speaker.queue(1, "hello")
        speaker.add_audio(1, g711.silence(200), None)
        speaker.complete(1)
        await asyncio.sleep(0.15)
        speaker.stop()
        speaker.mark_returned("1")
        assert speaker.round_trip_ms() is None

    virtual_time.run(main())
