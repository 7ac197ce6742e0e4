from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.slots.contact import address, email, name, phone


@pytest.mark.parametrize(
    ("language", "region", "text", "expected"),
    [
        ("en", "US", "four one five five five five oh one two three", "+14155550123"),
        ("en", "US", "four one five triple five oh one two three", "+14155550123"),
        ("en", "US", "area code 415 555-0123", "+14155550123"),
        ("en", "US", "eight hundred five five five oh one two three", "+18005550123"),
        ("en", "US", "it's plus 44 20 7946 0958", "+442079460958"),
        ("en", "GB", "oh two oh seven nine four six oh nine five eight", "+442079460958"),
        ("de", "DE", "null eins fünf eins eins zwei drei vier fünf sechs sieben acht", "+4915112345678"),
        ("en", "US", "one two three", None),
        ("en", "US", "never mind", None),
    ],
)
def test_phone_numbers(language: str, region: str, text: str, expected: str | None) -> None:
    assert phone(text, language, region) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "John.Smith@Gmail.com.", "john.smith@gmail.com"),
        ("en", "john dot smith at gmail dot com", "john.smith@gmail.com"),
        ("en", "yes sure it's j o h n at example dot co dot uk", "john@example.co.uk"),
        ("en", "my email is ana underscore b at my dash company dot com", "ana_b@my-company.com"),
        ("en", "ana forty two at example dot com", "ana42@example.com"),
        ("en", "mine is ana@x.org", "ana@x.org"),
        ("en", "I do not have one", None),
        ("de", "ana punkt m at web punkt de", "ana.m@web.de"),
        ("es", "ana guion bajo b arroba ejemplo punto es", "ana_b@ejemplo.es"),
        ("fr", "jean tiret paul arobase orange point fr", "jean-paul@orange.fr"),
    ],
)
def test_email_addresses(language: str, text: str, expected: str | None) -> None:
    assert email(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my name is john smith", "John Smith"),
        ("this is Ana María López.", "Ana María López"),
        ("j o h n", "John"),
        ("ich heiße Jürgen Müller", "Jürgen Müller"),
        ("Bo", "Bo"),
        ("12345", None),
        ("", None),
    ],
)
def test_names(text: str, expected: str | None) -> None:
    assert name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one twenty three main street", "123 main street"),
        ("I live at 12 Baker Street, London.", "12 Baker Street, London"),
        ("Musterstraße 5, 80331 München", "Musterstraße 5, 80331 München"),
        ("here", None),
    ],
)
def test_addresses(text: str, expected: str | None) -> None:
    assert address(text, "en") == expected


@given(st.text(max_size=60), st.sampled_from(["en", "de", "es", "fr", "it", "nl", "pt", "xx"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    for value in (phone(text, language, "US"), email(text, language), name(text), address(text, language)):
        assert value is None or value.strip()
