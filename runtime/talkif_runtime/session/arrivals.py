"""How regularly the caller's audio arrives: a few additions a frame, nothing is kept of single frames."""

from __future__ import annotations

from typing import Final

from talkif_schemas.events import LineMeasured

#: How long a listener waits for late audio: the jitter buffer of a common phone.
BUFFER_MS: Final = 60.0
#: Two clocks that both count 8,000 samples a second may differ by 50 parts in a million each (ITU-T G.711, section 2).
_DRIFT: Final = 100e-6
#: A pause in the stream, such as a caller on hold. What follows is measured anew.
_PAUSE_MS: Final = 1_000.0


class Arrivals:
    """Frames of one connection. Jitter is the mean of |distance between two frames - length of one| (after RFC 3550,
    section 6.4.1, without its smoothing); a frame is late that comes more than BUFFER_MS after the earliest ones.

    Between the carrier and us TCP loses nothing, but what the carrier itself never got is a gap in the timestamps. Gaps
    are added up, so that a carrier which stamps a late frame late, and those behind it close together, has lost none.
    """

    __slots__ = (
        "_behind_ms",
        "_deviation_ms",
        "_due_ms",
        "_last_s",
        "_length_ms",
        "_missing_ms",
        "_pairs",
        "frames",
        "late",
    )

    def __init__(self) -> None:
        self.frames = 0
        self.late = 0
        self._pairs = 0
        self._deviation_ms = 0.0
        self._behind_ms = 0.0
        self._last_s = -1.0
        self._length_ms = 0.0
        self._due_ms: float | None = None
        self._missing_ms = 0.0

    def arrived(self, now_s: float, length_ms: float, timestamp_ms: int | None = None) -> None:
        """One frame. `now_s` is of a clock that never goes back; `timestamp_ms`: its place in the carrier's stream."""
        if timestamp_ms is not None:
            gap_ms = timestamp_ms - self._due_ms if self._due_ms is not None else 0.0
            if abs(gap_ms) < _PAUSE_MS:
                self._missing_ms += gap_ms
            self._due_ms = timestamp_ms + length_ms
            self._length_ms = length_ms
        self.frames += 1
        distance_ms = (now_s - self._last_s) * 1000
        if self._last_s >= 0 and distance_ms < _PAUSE_MS:
            deviation_ms = distance_ms - length_ms
            self._deviation_ms += abs(deviation_ms)
            self._pairs += 1
            self._behind_ms = max(0.0, self._behind_ms + deviation_ms - length_ms * _DRIFT)
            if self._behind_ms > BUFFER_MS:
                self.late += 1
        else:
            self._behind_ms = 0.0
        self._last_s = now_s

    def measured(self, at_ms: int, round_trip_ms: int | None = None) -> LineMeasured:
        """What came so far. `round_trip_ms`: what the other direction has measured."""
        jitter_ms = self._deviation_ms / self._pairs if self._pairs else 0.0
        return LineMeasured(
            at_ms=at_ms,
            codec="PCMU",
            frames=self.frames,
            jitter_ms=round(jitter_ms, 2),
            late_frames=self.late,
            lost_frames=self._lost(),
            round_trip_ms=round_trip_ms,
        )

    def _lost(self) -> int | None:
        """None: no frame had a timestamp."""
        if self._due_ms is None:
            return None
        return max(0, round(self._missing_ms / self._length_ms)) if self._length_ms else 0
