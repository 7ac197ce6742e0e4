from __future__ import annotations

import pytest

from talkif_compiler.checks.source.hidden_characters import hidden, lookalikes


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ("a\u200bb", [(1, 2)]),
        ("a \u202eterces\u202c b", [(2, 3), (9, 10)]),
        ("a\u2060\u200b\ufeff", [(1, 4)]),
        ("x\U000e0041\U000e0042\U000e007f", [(1, 4)]),
        ("co\u00adoperate", [(2, 3)]),
        ("a\u200db", [(1, 2)]),
        ("a\u200cb", [(1, 2)]),
        ("\u200dx", [(0, 1)]),
        ("x\u200d", [(1, 2)]),
        ("a\u200eb", [(1, 2)]),
        ("שלום \u202eabc", [(5, 6)]),
        ("a\U000e0101", [(1, 2)]),
        ("👩\u200b\u200d🚀", [(1, 3)]),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\U000e0041", [(7, 8)]),
    ],
)
def test_what_nobody_sees(content: str, places: list[tuple[int, int]]) -> None:
    assert list(hidden(content)) == places


@pytest.mark.parametrize(
    "content",
    [
        "Straße, naïve, café, 5\u00a0€, “quoted” — dash…",
        "می\u200cخواهم",
        "क्\u200dष और क्\u200cष",
        "👩\u200d🚀 👨\u200d👩\u200d👧 🏳️\u200d🌈 👩🏽\u200d⚕️ ❤️\u200d🔥",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום\u200e (abc)\u200f",
        "葛\U000e0100",
        "❤\ufe0f",
    ],
)
def test_what_scripts_and_emoji_need(content: str) -> None:
    assert list(hidden(content)) == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [("pаypal", "paypal"), ("раyраl", "paypal"), ("Αpple", "Apple"), ("cпасибо", "спасибо"), ("Gооgle", "Google")],
)
def test_letters_that_look_alike(word: str, meant: str) -> None:
    assert list(lookalikes(f"Say {word} now")) == [(4, 4 + len(word), meant)]


@pytest.mark.parametrize(
    "content",
    [
        "Δx and μm and kΩ",
        "спасибо, Google",
        "SMSка",
        "PCом",
        "IT-отдел",
        "Ελλάδα café",
        "Łódź",
        "日本語text",
        "Wi-Fi и USB",
    ],
)
def test_words_that_are_what_they_look_like(content: str) -> None:
    assert list(lookalikes(content)) == []
