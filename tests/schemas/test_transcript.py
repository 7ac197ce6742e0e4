"""The transcript says what was heard on the line, by whom, and how long it took."""

from __future__ import annotations

from typing import Any

from talkif_schemas.events import (
    BotSpoke,
    DtmfPressed,
    LlmAnswered,
    NodeEntered,
    SpeechBegan,
    SpeechInterrupted,
    SpeechPlayed,
    UtteranceHeard,
)
from talkif_schemas.transcript import transcript


def said(at_ms: int, utterance: int, text: str, *, node: str = "ask", request: int | None = None) -> BotSpoke:
    return BotSpoke(at_ms=at_ms, utterance=utterance, node=node, text=text, interruptible=True, request=request)


def heard(at_ms: int, text: str, *, speech_end_ms: int) -> UtteranceHeard:
    stt_ms = at_ms - speech_end_ms
    return UtteranceHeard(at_ms=at_ms, text=text, confidence=0.9, stt_ms=stt_ms, speech_end_ms=speech_end_ms)


def answered(at_ms: int, text: str, **changes: Any) -> LlmAnswered:
    facts: dict[str, Any] = {
        "request": 1, "choice": None, "confidence": None, "reason": "", "tool_calls": (), "first_token_ms": 250,
        "total_ms": 600, "provider": "openai", "model": "gpt-5-mini", "prompt_tokens": 10, "completion_tokens": 5,
    }  # fmt: skip
    return LlmAnswered(at_ms=at_ms, text=text, **(facts | changes))


def test_a_turn_of_the_model_carries_its_timings() -> None:
    turns = transcript(
        [
            NodeEntered(at_ms=0, node="talk", visit=1),
            heard(2_200, "Where is my order?", speech_end_ms=2_000),
            SpeechBegan(at_ms=2_900, utterance=1, tts_ms=180),
            answered(3_000, "It ships today."),
            said(3_000, 1, "It ships today.", node="talk", request=1),
            SpeechPlayed(at_ms=4_400, utterance=1),
        ]
    )
    human, ours = turns
    assert (human.speaker, human.content, human.node, human.stt_ms) == ("human", "Where is my order?", "talk", 200)
    assert (ours.speaker, ours.content, ours.node, ours.llm_model) == ("ai", "It ships today.", "talk", "gpt-5-mini")
    assert (ours.at_ms, ours.duration_ms) == (2_900, 1_500)
    assert (ours.llm_first_token_ms, ours.llm_ms, ours.tts_ms, ours.voice_to_voice_ms) == (250, 600, 180, 900)


def test_of_an_interrupted_utterance_only_what_was_heard_is_told() -> None:
    turn, _ = transcript(
        [
            said(0, 1, "Our opening hours are long and many."),
            SpeechBegan(at_ms=10, utterance=1, tts_ms=0),
            SpeechInterrupted(at_ms=1_010, utterance=1, heard="Our opening hours", rest=" are long and many."),
            heard(1_500, "Stop.", speech_end_ms=1_300),
        ]
    )
    assert (turn.content, turn.interrupted, turn.duration_ms) == ("Our opening hours", True, 1_000)


def test_a_model_that_finishes_after_the_interruption_does_not_bring_the_rest_back() -> None:
    (turn,) = transcript(
        [
            SpeechBegan(at_ms=10, utterance=1, tts_ms=0),
            SpeechInterrupted(at_ms=900, utterance=1, heard="It ships", rest=" today."),
            said(1_000, 1, "It ships today."),
        ]
    )
    assert (turn.content, turn.interrupted) == ("It ships", True)


def test_what_nobody_heard_is_left_out() -> None:
    events = [
        said(0, 1, "Hello there."),
        SpeechInterrupted(at_ms=5, utterance=1, heard="", rest="Hello there."),
        heard(900, "  ", speech_end_ms=800),
    ]
    assert transcript(events) == []


def test_a_cut_after_the_last_word_is_no_interruption() -> None:
    (turn,) = transcript(
        [
            said(0, 1, "Goodbye."),
            SpeechBegan(at_ms=0, utterance=1, tts_ms=0),
            SpeechInterrupted(at_ms=800, utterance=1, heard="Goodbye.", rest=""),
        ]
    )
    assert (turn.content, turn.interrupted) == ("Goodbye.", False)


def test_keys_pressed_together_are_one_turn_and_count_as_the_end_of_speech() -> None:
    keys = [DtmfPressed(at_ms=1_000 + 500 * n, digit=digit) for n, digit in enumerate("415")]
    turns = transcript([*keys, said(2_100, 1, "Thanks."), SpeechBegan(at_ms=2_300, utterance=1, tts_ms=0)])
    assert [(turn.speaker, turn.content, turn.keys) for turn in turns] == [
        ("human", "415", True),
        ("ai", "Thanks.", False),
    ]
    assert turns[1].voice_to_voice_ms == 300


def test_keys_far_apart_are_turns_of_their_own() -> None:
    turns = transcript([DtmfPressed(at_ms=1_000, digit="1"), DtmfPressed(at_ms=9_000, digit="2")])
    assert [turn.content for turn in turns] == ["1", "2"]
