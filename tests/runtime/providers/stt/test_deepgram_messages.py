from urllib.parse import parse_qs

import pytest

from talkif_runtime.providers.contract import SttOptions
from talkif_runtime.providers.stt.deepgram_messages import Failure, Results, SpeechStarted, UtteranceEnd, parse, query
from tests.vendors.deepgram_server import metadata, results


def test_the_flow_overrides_any_parameter():
    asked = parse_qs(query(SttOptions("de-DE", "nova-2", ("Talkif", "Müller"), {"endpointing": 500, "numerals": True})))
    assert asked["language"] == ["de-DE"]
    assert asked["model"] == ["nova-2"]
    assert asked["keyterm"] == ["Talkif", "Müller"]
    assert asked["endpointing"] == ["500"]
    assert asked["numerals"] == ["true"]


def test_the_end_of_speech_is_the_end_of_the_last_word():
    message = results("one two", 1.0, 2.0, is_final=True, speech_final=False)
    message["duration"] = 1.5
    read = parse(message)
    assert isinstance(read, Results)
    assert (read.end_s, read.speech_end_s) == (2.5, 2.0)


def test_other_messages():
    assert parse({"type": "SpeechStarted", "channel": [0, 1], "timestamp": 1.5}) == SpeechStarted(1.5)
    assert parse({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 1.5}) == UtteranceEnd()
    assert parse({"type": "Error", "description": "bad audio"}) == Failure("bad audio")
    assert parse(metadata(1.0)) is None


@pytest.mark.parametrize("message", [[], 7, {}, {"type": "Results"}, {"type": "SpeechStarted"}])
def test_another_shape_is_an_error(message):
    with pytest.raises(ValueError, match="unexpected shape"):
        parse(message)


@pytest.mark.parametrize("end", [None, [], "later"])
def test_a_word_without_a_time_is_an_error(end):
    message = results("one two", 1.0, 2.0, is_final=True, speech_final=False)
    message["channel"]["alternatives"][0]["words"][-1]["end"] = end
    with pytest.raises(ValueError):
        parse(message)
