from talkif_runtime.providers.scripted import hum
from talkif_runtime.providers.stt.endpointing import Ended, Endpointer, Started
from talkif_runtime.wire import g711

SPEECH = hum("0123456789")  # 600 ms


def test_an_utterance_starts_with_speech_and_ends_with_quiet():
    found = Endpointer().push(g711.silence(1_000) + SPEECH + g711.silence(700))
    assert [type(event) for event in found] == [Started, Ended]
    ended = found[1]
    assert isinstance(ended, Ended)
    assert ended.quiet_ms == 600
    assert SPEECH in ended.audio
    # A quarter of a second of lead, so that the first sound is not cut off.
    assert g711.duration_ms(ended.audio.split(SPEECH)[0]) == 180


def test_pieces_of_any_size_give_the_same_as_the_whole():
    audio = g711.silence(300) + SPEECH + g711.silence(700) + SPEECH + g711.silence(700)
    pieces = Endpointer()
    found = [event for start in range(0, len(audio), 77) for event in pieces.push(audio[start : start + 77])]
    assert found == Endpointer().push(audio)
    assert len(found) == 4


def test_a_pause_inside_an_utterance_does_not_end_it():
    found = Endpointer().push(SPEECH + g711.silence(400) + SPEECH + g711.silence(700))
    assert [type(event) for event in found] == [Started, Ended]


def test_a_click_is_not_speech():
    assert Endpointer().push(g711.silence(500) + hum("0")[:320] + g711.silence(1_000)) == []


def test_endless_noise_is_cut():
    found = Endpointer(max_ms=2_000).push(SPEECH * 10)
    assert [type(event) for event in found[:2]] == [Started, Ended]
    assert isinstance(found[1], Ended)
    assert g711.duration_ms(found[1].audio) == 2_000
