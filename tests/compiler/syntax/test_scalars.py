from __future__ import annotations

import pytest

from talkif_compiler.syntax.scalars import other_reading, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("12:30", "12:30"),
        ("1.10", 1.1),
        ("true", True),
        ("~", None),
        ("", None),
        ("-17", -17),
        ("0o17", 15),
        ("0x1f", 31),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", ".inf"),
        ("+15551234567", 15551234567),
        ("2024-01-31", "2024-01-31"),
        ("9" * 5_000, "9" * 5_000),
    ],
)
def test_plain_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    resolved = resolve(text)
    assert (resolved, type(resolved)) == (value, type(value))


@pytest.mark.parametrize("text", ["yes", "Off", "12:30", "1.10", "0123", "+15551234567", "2024-01-31", "true"])
def test_what_others_read_otherwise_is_known(text: str) -> None:
    assert other_reading(text) is not None


@pytest.mark.parametrize("text", ["hello", "one two", "v1.2.3", "12 30", "#", "a:b"])
def test_text_is_text_for_everybody(text: str) -> None:
    assert other_reading(text) is None
