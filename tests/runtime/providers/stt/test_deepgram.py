"""How streams of Deepgram messages become utterances; the contract suite covers the connection."""

import pytest

from talkif_runtime.providers.scripted import hum
from talkif_runtime.providers.stt.deepgram import DeepgramStream
from talkif_runtime.wire import g711
from tests.contract.sinks import Ear, Heard
from tests.vendors.deepgram_server import results


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
async def receive(ear):
    """Gives a message to a stream that is not connected."""
    stream = DeepgramStream(ear, tick_s=1.0)
    stream.send(g711.silence(10_000))
    return stream._on_message


def _piece(text, start_s, end_s, *, is_final=True, speech_final=False):
    return results(text, start_s, end_s, is_final=is_final, speech_final=speech_final)


START = {"type": "SpeechStarted", "channel": [0, 1], "timestamp": 1.0}
END = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 2.0}


async def test_final_pieces_are_joined_and_interim_text_is_forgotten(receive, ear):
    receive(START)
    receive(_piece("where are", 1, 2, is_final=False))
    receive(_piece("Where is", 1, 2))
    receive(_piece("my order?", 2, 3, speech_final=True))
    assert [heard.text for heard in ear.heard] == ["Where is my order?"]
    assert ear.events[0] == "speech started"


async def test_confidence_is_weighted_by_words(receive, ear):
    certain, doubtful = _piece("one two three", 1, 2), _piece("four", 2, 3, speech_final=True)
    certain["channel"]["alternatives"][0]["confidence"] = 1.0
    doubtful["channel"]["alternatives"][0]["confidence"] = 0.2
    receive(certain)
    receive(doubtful)
    assert ear.heard[0].confidence == pytest.approx(0.8)


async def test_utterance_end_ends_what_noise_kept_open(receive, ear):
    receive(START)
    receive(_piece("Where is my order?", 1, 2))
    receive(END)
    assert [heard.text for heard in ear.heard] == ["Where is my order?"]


async def test_utterance_end_after_the_final_text_adds_nothing(receive, ear):
    receive(START)
    receive(_piece("Yes.", 1, 2, speech_final=True))
    receive(END)
    assert len(ear.heard) == 1


async def test_text_without_a_speech_event_starts_speech(receive, ear):
    receive(_piece("Yes.", 1, 2, speech_final=True))
    assert ear.events[0] == "speech started"
    assert isinstance(ear.events[1], Heard)


async def test_empty_stretches_of_a_quiet_line_are_not_utterances(receive, ear):
    receive(_piece("", 0, 3, speech_final=True))
    receive(_piece("", 3, 6))
    assert ear.events == []


async def test_a_noise_is_an_utterance_without_words(receive, ear):
    receive(START)
    receive(_piece("", 0, 1.5))
    assert ear.heard == []
    receive(_piece("", 1.5, 3))
    assert [(heard.text, heard.confidence) for heard in ear.heard] == [("", 0.0)]


async def test_each_utterance_has_its_own_start(receive, ear):
    for _ in range(2):
        receive(START)
        receive(START)
        receive(_piece("Yes.", 1, 2, speech_final=True))
    assert [event for event in ear.events if event == "speech started"] == ["speech started"] * 2


async def test_the_delay_counts_from_when_the_last_word_was_sent(ear, monkeypatch):
    stream = DeepgramStream(ear, tick_s=1.0)
    now_s = 100.0
    monkeypatch.setattr(stream, "_now_s", lambda: now_s)
    for _ in range(150):  # three seconds in frames of 20 ms, in real time
        stream.send(hum("x")[:160])
        now_s += 0.02
    stream._on_message(_piece("Yes.", 1.0, 2.0, speech_final=True))
    # The frame that ends at 2.0 s left at 1.98 s; it is 3.0 s now.
    assert ear.heard[0].stt_ms == 1_020
