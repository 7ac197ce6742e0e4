from __future__ import annotations

import pytest

from talkif_compiler.fields.durations import parse_duration_ms


@pytest.mark.parametrize(
    ("text", "duration_ms"),
    [("500ms", 500), ("8s", 8_000), ("20m", 1_200_000), ("1h", 3_600_000), ("1m30s", 90_000), ("1.5s", 1_500)],
)
def test_durations_are_whole_milliseconds(text: str, duration_ms: int) -> None:
    assert parse_duration_ms(text) == duration_ms


@pytest.mark.parametrize("text", ["", "8", "s", "8 s", "-1s", "0.5ms", "25h", "8sec", "8S", "1d"])
def test_everything_else_is_none(text: str) -> None:
    assert parse_duration_ms(text) is None
