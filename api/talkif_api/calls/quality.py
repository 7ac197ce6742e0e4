"""How good the line of a call was, from what its journal has measured. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low

from talkif_schemas.events import Event, LineMeasured
from talkif_schemas.resources.after_call import Quality
from talkif_schemas.transcript import transcript

from .e_model import mos, r_factor


def quality(events: Iterable[Event]) -> Quality:
    """What was not measured is None.

    Audio that came too late to be played counts for the ear as lost. Of the delay from mouth to ear the part between
    the carrier and us is known, as half of a round trip; the rating is for that part alone, and for none where no round
    trip was measured: it is what our side of the line leaves possible.
    """
    journal = list(events)
    lines = [event for event in journal if isinstance(event, LineMeasured) and event.frames]
    waits = [turn.voice_to_voice_ms for turn in transcript(journal) if turn.voice_to_voice_ms is not None]
    response_ms = median_low(waits) if waits else None
    if not lines:
        return Quality(response_ms=response_ms)
    arrived = sum(line.frames for line in lines)
    late = sum(line.late_frames for line in lines)
    told = [line.lost_frames for line in lines if line.lost_frames is not None]
    lost = sum(told) if len(told) == len(lines) else None
    missing_percent = 100 * (late + (lost or 0)) / (arrived + (lost or 0))
    delay_ms = _delay_ms(lines)
    rating = r_factor(lines[-1].codec, delay_ms=delay_ms or 0, loss_percent=missing_percent)
    return Quality(
        codec=lines[-1].codec,
        mos=round(mos(rating), 2),
        r_factor=round(rating, 1),
        jitter_ms=round(sum(line.jitter_ms * line.frames for line in lines) / arrived, 2),
        packet_loss_percent=round(100 * lost / (arrived + lost), 2) if lost is not None else None,
        latency_ms=round(delay_ms) if delay_ms is not None else None,
        late_percent=round(100 * late / arrived, 2),
        response_ms=response_ms,
    )


def _delay_ms(lines: Iterable[LineMeasured]) -> float | None:
    """From the carrier to us or back, over all connections that measured a round trip."""
    told = [(line.round_trip_ms, line.frames) for line in lines if line.round_trip_ms is not None]
    return sum(trip * frames for trip, frames in told) / sum(frames for _, frames in told) / 2 if told else None
