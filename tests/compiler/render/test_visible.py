from __future__ import annotations

import pytest

from talkif_compiler.render.visible import visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J", "<U+001B>[2J"),
        ("two\nlines", "two<U+000A>lines"),
        ("pay \u202eme", "pay <U+202E>me"),
        ("\udcff.yaml", "<U+DCFF>.yaml"),
        ("\uffff", "<U+FFFF>"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_what_a_terminal_acts_on_is_named(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_text_of_any_language_stays() -> None:
    text = "é e\u0301 日本 שלום नमस्ते 👩‍👩‍👧 \ufffd"
    assert visible(text) == text
