"""Filters of voices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.models.voices import voices_of, wanted
from talkif_compiler.catalogue import table
from talkif_schemas.resources.models import Voice, VoiceQuery

KNOWN = table("tts")
ALL: list[Voice] = [voice for vendor in KNOWN.vendors.values() for voice in voices_of(vendor, KNOWN, None)]


def names(**query: object) -> set[str]:
    return {voice.name for voice in wanted(ALL, VoiceQuery.model_validate(query))}


@pytest.mark.parametrize(
    ("query", "inside", "outside"),
    [
        ({"q": "RACH"}, "Rachel", "Adam"),
        ({"q": "aura-2 thalia"}, "thalia", "athena"),
        ({"provider": "cartesia"}, "Katie", "Rachel"),
        ({"gender": "male"}, "Jameson", "Katie"),
        ({"language": "es-MX"}, "celeste", "thalia"),
        ({"language": "EN"}, "thalia", "celeste"),
    ],
)
def test_each_filter(query: dict[str, object], inside: str, outside: str) -> None:
    found = names(**query)
    assert inside in found
    assert outside not in found


def test_a_voice_whose_languages_are_not_known_is_not_found_by_language() -> None:
    assert "Adam" not in names(language="en")


@given(
    st.builds(
        dict,
        q=st.sampled_from([None, "a", "e i", "aura"]),
        provider=st.sampled_from([None, "elevenlabs", "deepgram", "nobody"]),
        gender=st.sampled_from([None, "female", "male", "neutral"]),
        language=st.sampled_from([None, "en", "es", "xx"]),
    )
)
def test_filters_together_find_what_each_of_them_finds(query: dict[str, str | None]) -> None:
    alone = [{voice.id for voice in wanted(ALL, VoiceQuery(**{name: value}))} for name, value in query.items()]  # type: ignore[arg-type]
    assert {voice.id for voice in wanted(ALL, VoiceQuery(**query))} == set.intersection(*alone)  # type: ignore[arg-type]
