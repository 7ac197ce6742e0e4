"""What is measured of a line: exact numbers for streams whose times are known."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from talkif_runtime.session.arrivals import Arrivals
from talkif_schemas.events import LineMeasured


def measured(times_ms: Iterable[float]) -> LineMeasured:
    arrivals = Arrivals()
    for time_ms in times_ms:
        arrivals.arrived(time_ms / 1000, 20)
    return arrivals.measured(7)


def test_a_steady_stream_has_no_jitter() -> None:
    line = measured(range(0, 20_000, 20))
    assert (line.at_ms, line.frames, line.jitter_ms, line.late_frames, line.lost_frames) == (7, 1_000, 0.0, 0, None)


def test_jitter_is_the_mean_deviation_from_the_length_of_a_frame() -> None:
    assert measured([0, 25, 40, 65, 80]).jitter_ms == pytest.approx(5.0)


def test_what_comes_after_a_stall_is_late_until_the_stream_has_caught_up() -> None:
    stalled = [0, 20, 220, 220, 220, 220, 220, 220, 220, 220, 220, 220, 240]
    # Due at 40, 60, 80 …: 180, 160, 140, 120, 100 and 80 ms late, then 60 and less.
    assert measured(stalled).late_frames == 6


def test_a_pause_is_no_delay() -> None:
    line = measured([0, 20, 40, 9_000, 9_020, 9_040])
    assert (line.late_frames, line.jitter_ms) == (0, 0.0)


def test_a_slow_clock_of_the_other_side_is_no_delay() -> None:
    assert measured(number * 20.001 for number in range(100_000)).late_frames == 0


def test_nothing_came() -> None:
    assert measured([]).frames == 0
