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


def lost(timestamps_ms: Iterable[int]) -> int | None:
    arrivals = Arrivals()
    for number, timestamp_ms in enumerate(timestamps_ms):
        arrivals.arrived(number * 0.02, 20, timestamp_ms)
    return arrivals.measured(7).lost_frames


def test_frames_that_never_came_are_gaps_in_the_timestamps_of_the_carrier() -> None:
    assert lost(range(5, 10_005, 20)) == 0
    assert lost([5, 25, 85, 105, 125, 165]) == 3


def test_frames_that_are_stamped_late_and_then_close_together_are_not_lost() -> None:
    assert lost([0, 20, 100, 101, 102, 103, 120, 140]) == 0
    assert lost([0, 21, 39, 62, 80]) == 0


def test_a_pause_in_the_stream_is_no_loss() -> None:
    assert lost([0, 20, 9_000, 9_020, 9_060]) == 1


def test_nothing_came() -> None:
    assert measured([]).frames == 0
