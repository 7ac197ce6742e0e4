"""Durations as authors write them: `500ms`, `8s`, `20m`, `1h`, `1m30s`."""

from __future__ import annotations

import re

_UNIT_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")

MAX_MS = 24 * 3_600_000


def parse_duration_ms(text: str) -> int | None:
    """None when it is not a duration, is longer than a day, or is not a whole number of milliseconds."""
    if not _WHOLE.fullmatch(text):
        return None
    total_ms = sum(round(float(number) * 1_000) * _UNIT_MS[unit] for number, unit in _PART.findall(text))
    whole_ms, rest = divmod(total_ms, 1_000)
    return whole_ms if rest == 0 and whole_ms <= MAX_MS else None
