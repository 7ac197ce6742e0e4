from __future__ import annotations

import pytest

from talkif_compiler.checks.telephony.unspeakable import KINDS, SUSPECT


def instead(text: str) -> str | None:
    """The text with the first thing that cannot be spoken put right; None when all of it can be spoken."""
    for kind in KINDS:
        match = kind.pattern.search(text)
        if match is not None:
            new = kind.rewrite(match, "'")
            return "?" if new is None else text[: match.start()] + new + text[match.end() :]
    return None


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("See https://example.com/a?b=c now.", "?"),
        ("See www.example.com.", "?"),
        ("Write to a.b@example.co.uk.", "Write to a dot b at example dot co dot uk."),
        ("This is **very** good", "This is very good"),
        ("Press `5`", "Press 5"),
        ("- one\n- two", "one\n- two"),
        ("See [the page](https://example.com).", "See the page."),
        ("Caf&eacute; &amp; bar", "Café &amp; bar"),
        ("Tom &amp; Jerry", "?"),
        ("Great \U0001f600!", "Great !"),
        ("On 2026-05-01 at noon", "On {{date '2026-05-01'}} at noon"),
        ("Call +4930123456.", "Call {{phone '+4930123456'}}."),
        ("Order 1234567, please", "Order {{spell '1234567'}}, please"),
        ("PLEASE HOLD the line", "please hold the line"),
    ],
)
def test_what_is_for_the_eye(text: str, better: str) -> None:
    assert instead(text) == better
    assert SUSPECT.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Press 1 for sales, or * for the menu.",
        "We are open from 9:30 to 17:00, 24/7 on the web, at 3.50 dollars, in 2027.",
        "It costs 1,250,000 dollars, or 12345.50 euros.",
        "Your PIN, the FAQ of NASA and the BBC, Mr. O'Neill & Sons.",
        "Room 4.2, gate A-12, flight LH 4711, version 1.2.3.4.",
        "Café — “quotes” … ½ © 20 °C, 50 %",
    ],
)
def test_what_can_be_spoken(text: str) -> None:
    assert instead(text) is None
