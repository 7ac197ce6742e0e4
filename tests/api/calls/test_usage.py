"""What a call used, read from its journal."""

from __future__ import annotations

from dataclasses import replace

from talkif_api.calls.usage import Leg, TextMessage, usage
from talkif_schemas import events
from tests.api.calls.journals import TALK, answered, chosen, ended, measured, said, transfer_ordered


def used(*journal: events.Event) -> dict[str, int]:
    return {f"{work.kind} {work.provider} {work.unit}": quantity for work, quantity in usage(journal).work}


def test_a_call_uses_seconds_tokens_and_characters() -> None:
    assert used(*TALK) == {
        "llm openai input_token": 1_000,
        "llm openai output_token": 200,
        "stt deepgram second": 90,
        "tts elevenlabs character": len("Let me look."),
    }


def test_recognisers_count_while_they_listen() -> None:
    fallback = (
        chosen(0, "stt", "deepgram"),
        chosen(10_001, "stt", "soniox"),
        measured(30_000),  # A transfer: the connection is gone until the caller comes back.
        chosen(60_000, "stt", "soniox"),
        events.VendorFailed(at_ms=65_000, kind="stt", provider="soniox", code="dropped"),
        ended(90_000),
    )
    assert used(*fallback) == {"stt deepgram second": 11, "stt soniox second": 25}


def test_speech_is_counted_for_the_voice_that_spoke_it() -> None:
    spoken = used(
        chosen(0, "tts", "elevenlabs"),
        said(0, 1, "one"),
        chosen(10, "tts", "cartesia"),
        events.SpeechBegan(at_ms=200, utterance=1, tts_ms=90),
    )
    assert spoken == {"tts cartesia character": 3}


def test_what_was_cut_off_was_synthesised_all_the_same() -> None:
    cut = events.SpeechInterrupted(at_ms=500, utterance=1, heard="one", rest="two three")
    assert used(chosen(0, "tts", "elevenlabs"), events.SpeechBegan(at_ms=1, utterance=1, tts_ms=50), cut) == {
        "tts elevenlabs character": 12
    }


def test_models_are_counted_apart() -> None:
    journal = (
        answered(0, "openai", "a", (1, 2)),
        answered(1, "openai", "b", (3, 4)),
        answered(2, "openai", "a", (5, 6)),
    )
    assert [(work.model, work.unit, quantity) for work, quantity in usage(journal).work] == [
        ("a", "input_token", 6),
        ("a", "output_token", 8),
        ("b", "input_token", 3),
        ("b", "output_token", 4),
    ]


def test_what_a_vendor_had_kept_is_counted_apart() -> None:
    journal = answered(0, "openai", "a", (1_000, 2), 600), answered(1, "openai", "a", (1_200, 3), 1_100)
    assert used(*journal) == {
        "llm openai input_token": 500,
        "llm openai cached_input_token": 1_700,
        "llm openai output_token": 5,
    }
    assert used(answered(0, "openai", "a", (10, 2), 11))["llm openai cached_input_token"] == 10


def test_a_transfer_that_went_through_is_a_call_of_its_own() -> None:
    tried = [
        events.TransferTried(at_ms=20_000, target="+14155550111", status="busy"),
        events.TransferTried(at_ms=80_000, target="+14155550122", status="completed"),
        events.TransferFinished(at_ms=80_000, status="completed"),
    ]
    assert usage([transfer_ordered(10_000), *tried]).legs == [Leg("+14155550122", 70_000)]


def test_text_messages_are_counted() -> None:
    older = events.ActRequested(at_ms=0, node="a", key="k", kind="message", target="+14155550122")
    assert usage([older, replace(older, segments=3)]).messages == [
        TextMessage("+14155550122", 0),
        TextMessage("+14155550122", 3),
    ]


def test_nothing_happened() -> None:
    assert usage([ended(0)]) == usage([])
