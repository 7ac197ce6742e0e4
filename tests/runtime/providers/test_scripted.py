import asyncio

import pytest

from talkif_runtime.providers.contract import LlmRequest, OptionTaken, ProviderError, TextDelta, TtsOptions, Usage
from talkif_runtime.providers.scripted import MS_PER_CHARACTER, Answer, ScriptedLlm, ScriptedTts, hum
from talkif_runtime.wire import g711

REQUEST = LlmRequest(system="", messages=())


def test_the_hum_is_as_long_as_the_text_and_can_be_heard():
    assert g711.duration_ms(hum("hello")) == 5 * MS_PER_CHARACTER
    assert g711.is_loud(hum("h"))


async def test_answers_come_in_order_a_word_at_a_time():
    llm = ScriptedLlm([Answer(says="It ships today. ", choose="bye"), Answer(says="Bye.")])
    first = [delta async for delta in llm.stream(REQUEST)]
    assert "".join(delta.text for delta in first if isinstance(delta, TextDelta)) == "It ships today. "
    assert first[-2:] == [OptionTaken("bye", "scripted", 1.0), Usage(0, 0)]
    assert [delta async for delta in llm.stream(REQUEST)] == [TextDelta("Bye."), Usage(0, 0)]
    with pytest.raises(ProviderError, match="no answer left"):
        await anext(llm.stream(REQUEST))


async def test_a_choice_without_speech_says_nothing():
    llm = ScriptedLlm([Answer(says="ignored", choose="bye")])
    deltas = [delta async for delta in llm.stream(LlmRequest(system="", messages=(), speak=False))]
    assert not any(isinstance(delta, TextDelta) for delta in deltas)


async def test_a_held_answer_can_be_given_up():
    llm = ScriptedLlm([Answer(says="late", hold=asyncio.Event())])
    reading = asyncio.ensure_future(anext(llm.stream(REQUEST)))
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert llm.cancelled == 1


async def test_an_answer_may_break_off():
    error = ProviderError("llm", "scripted", "dropped", "as told", retryable=True)
    stream = ScriptedLlm([Answer(says="one two", error=error)]).stream(REQUEST)
    assert [await anext(stream), await anext(stream)] == [TextDelta("one"), TextDelta(" two")]
    with pytest.raises(ProviderError, match="as told"):
        await anext(stream)


class _Ear:
    def __init__(self) -> None:
        self.text = ""
        self.audio = b""
        self.done = asyncio.Event()

    def on_audio(self, utterance: int, audio: bytes, text: str | None) -> None:
        self.audio += audio
        self.text += text or ""

    def on_audio_done(self, utterance: int) -> None:
        self.done.set()

    def on_tts_error(self, error: ProviderError) -> None:
        raise AssertionError(error)


async def test_the_synthesiser_delivers_the_text_with_its_audio():
    ear = _Ear()
    stream = await ScriptedTts().open(TtsOptions(language="en-US"), ear)
    stream.say(1, "Hello. ")
    stream.say(1, "Bye.")
    stream.end(1)
    await asyncio.wait_for(ear.done.wait(), 5)
    assert ear.text == "Hello. Bye."
    assert ear.audio == hum("Hello. Bye.")
