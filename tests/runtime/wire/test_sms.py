"""Segments of text messages, by the limits of 3GPP TS 23.038 and TS 23.040."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.wire.sms import segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ü" * 160, 1),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        # The escape of the 153rd septet would be parted from its character.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
        ("ż" * 70, 1),
        ("ż" * 71, 2),
        ("ż" * 134, 2),
        ("ż" * 135, 3),
        ("a" * 70 + "’", 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        # 67 is odd, so a pair of surrogates goes into the next segment.
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
)
def test_messages_are_cut_where_the_standard_cuts(text: str, expected: int) -> None:
    assert segments(text) == expected


@given(st.text(max_size=500))
def test_a_longer_message_never_takes_fewer_segments(text: str) -> None:
    counts = [segments(text[:length]) for length in range(len(text) + 1)]
    assert counts == sorted(counts)
    assert counts[-1] >= -(-len(text) // 160)
