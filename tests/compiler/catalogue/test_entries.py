from __future__ import annotations

import pytest

from talkif_compiler.catalogue import Vendor, vendor


def found(kind: str, name: str) -> Vendor:
    entry = vendor(kind, name)  # type: ignore[arg-type]
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("gpt-5.4-mini", "gpt-5.4-mini"),
        ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"),
        ("ft:gpt-4.1-mini:talkif::a1b2", "gpt-4.1-mini"),
        (None, "gpt-5.4-mini"),
        ("gpt-5.4-maxi", None),
    ],
)
def test_a_model_is_found_by_name_snapshot_and_fine_tuned_copy(name: str | None, listed: str | None) -> None:
    model = found("llm", "openai").find(name)
    assert (model.id if model else None) == listed


def test_a_dated_snapshot_of_another_form_is_found() -> None:
    model = found("llm", "anthropic").find("claude-haiku-4-5-20251001")
    assert model is not None
    assert model.id == "claude-haiku-4-5"


def test_voices_of_deepgram_are_models_of_their_family() -> None:
    deepgram = found("tts", "deepgram")
    family = deepgram.find("aura-2-thalia-en")
    assert family is not None
    assert family.id == "aura-2"
    assert deepgram.find("nova-3") is None


def test_where_names_are_the_accounts_own_every_name_is_a_model() -> None:
    assert found("llm", "azure").find("our-deployment") is not None


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Rachel", True),
        ("rachel", True),
        ("21m00Tcm4TlvDq8ikWAM", True),
        ("abcdefghij0123456789", True),
        ("Rachl", False),
    ],
)
def test_premade_voices_go_by_name_and_any_voice_by_id(name: str, known: bool) -> None:
    assert found("tts", "elevenlabs").knows_voice(name) == known


def test_where_the_list_of_voices_is_not_complete_every_name_may_be_one() -> None:
    assert found("tts", "rime").knows_voice("somebody")
