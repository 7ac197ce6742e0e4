"""A transcript says what was heard, in the order in which it was heard, and how long each part took."""

from __future__ import annotations

from talkif_schemas.events import (
    BotSpoke,
    DtmfPressed,
    Event,
    HungUp,
    LlmAnswered,
    NodeEntered,
    SpeechBegan,
    SpeechInterrupted,
    SpeechPlayed,
    UtteranceHeard,
)
from talkif_schemas.transcript import transcript


def said(utterance: int, text: str, at_ms: int, *, request: int | None = None) -> BotSpoke:
    return BotSpoke(at_ms=at_ms, utterance=utterance, node="talk", text=text, interruptible=True, request=request)


def heard(text: str, at_ms: int, speech_end_ms: int) -> UtteranceHeard:
    return UtteranceHeard(
        at_ms=at_ms, text=text, confidence=0.9, stt_ms=at_ms - speech_end_ms, speech_end_ms=speech_end_ms
    )


def answered(request: int, text: str, at_ms: int) -> LlmAnswered:
    return LlmAnswered(
        at_ms=at_ms, request=request, text=text, choice=None, confidence=None, reason="", tool_calls=(),
        first_token_ms=180, total_ms=420, provider="openai", model="gpt-5-mini", prompt_tokens=1, completion_tokens=1,
    )  # fmt: skip


def lines(*events: Event) -> list[tuple[str, str, int]]:
    return [(turn.speaker, turn.content, turn.at_ms) for turn in transcript(events)]


def test_turns_come_in_the_order_in_which_they_were_heard() -> None:
    assert lines(
        said(1, "Hello.", 0),
        said(2, "Who is it?", 0),
        SpeechBegan(at_ms=40, utterance=1, tts_ms=0),
        SpeechPlayed(at_ms=900, utterance=1),
        SpeechBegan(at_ms=920, utterance=2, tts_ms=90),
        SpeechPlayed(at_ms=1800, utterance=2),
        heard("It is Ana.", 3400, 3200),
    ) == [("ai", "Hello.", 40), ("ai", "Who is it?", 920), ("human", "It is Ana.", 3200)]


def test_an_interrupted_turn_ends_where_the_caller_cut_in() -> None:
    (turn,) = transcript(
        [
            said(1, "Your order ships today.", 0),
            SpeechBegan(at_ms=50, utterance=1, tts_ms=50),
            SpeechInterrupted(at_ms=700, utterance=1, heard="Your order", rest=" ships today."),
        ]
    )
    assert (turn.content, turn.interrupted, turn.duration_ms) == ("Your order", True, 650)


def test_what_was_queued_and_never_played_is_left_out() -> None:
    cut = SpeechInterrupted(at_ms=100, utterance=2, heard="", rest="Two.")
    assert lines(
        said(1, "One.", 0),
        said(2, "Two.", 0),
        SpeechBegan(at_ms=10, utterance=1, tts_ms=0),
        cut,
        said(3, "Three.", 200),
    ) == [("ai", "One.", 10)]


def test_an_utterance_that_the_caller_hung_up_on_is_interrupted() -> None:
    (turn,) = transcript(
        [
            said(1, "Goodbye then.", 0),
            SpeechBegan(at_ms=30, utterance=1, tts_ms=30),
            HungUp(at_ms=400, by="caller", reason="hangup"),
        ]
    )
    assert (turn.interrupted, turn.duration_ms) == (True, 370)


def test_a_model_turn_carries_the_timings_of_its_stages() -> None:
    human, ours = transcript(
        [
            NodeEntered(at_ms=0, node="talk", visit=1),
            heard("Where is it?", 1200, 1000),
            SpeechBegan(at_ms=1650, utterance=4, tts_ms=110),
            answered(9, "It ships today.", 1700),
            said(4, "It ships today.", 1700, request=9),
            SpeechPlayed(at_ms=2900, utterance=4),
        ]
    )
    assert (human.node, human.stt_ms) == ("talk", 200)
    assert (ours.content, ours.at_ms, ours.duration_ms, ours.node) == ("It ships today.", 1650, 1250, "talk")
    assert (ours.llm_first_token_ms, ours.llm_ms, ours.tts_ms, ours.voice_to_voice_ms) == (180, 420, 110, 650)


def test_keys_pressed_in_a_row_are_one_turn() -> None:
    keys = [DtmfPressed(at_ms=1000 + 500 * n, digit=digit) for n, digit in enumerate("415")]
    turns = transcript([*keys, DtmfPressed(at_ms=9000, digit="#")])
    assert [(turn.speaker, turn.content, turn.keys) for turn in turns] == [
        ("human", "415", True),
        ("human", "#", True),
    ]


def test_sounds_without_words_are_no_turn() -> None:
    assert lines(heard("", 500, 400), heard("  ", 900, 800)) == []
