"""How many segments a text message takes, which is what carriers charge for.

3GPP TS 23.038 (GSM 03.38) for the alphabets, 3GPP TS 23.040 for the header that longer messages carry in each segment.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: An escape goes before each of these.
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")


class _Limits(NamedTuple):
    """Units that fit into a message of one segment, and into each segment of a longer one."""

    alone: int
    each: int


_SEPTETS: Final = _Limits(160, 153)
_UCS2: Final = _Limits(70, 67)


def segments(text: str) -> int:
    """Seven bits a character where the default alphabet has all of them, else sixteen for the whole message.

    No segment ends in the middle of a character. A message without text has one segment.
    """
    if all(char in _BASIC or char in _EXTENSION for char in text):
        return _filled([2 if char in _EXTENSION else 1 for char in text], _SEPTETS)
    return _filled([2 if ord(char) > 0xFFFF else 1 for char in text], _UCS2)


def _filled(sizes: list[int], limits: _Limits) -> int:
    if sum(sizes) <= limits.alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > limits.each:
            count, used = count + 1, 0
        used += size
    return count
