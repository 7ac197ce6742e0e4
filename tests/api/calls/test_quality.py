"""Quality is what was measured, and null where nothing was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talkif_api.calls.e_model import r_factor
from talkif_api.calls.quality import quality
from talkif_schemas.resources.after_call import Quality
from tests.api.calls.journals import TALK, measured


def test_a_good_line_is_rated_by_what_came_late() -> None:
    found = quality(TALK)
    assert (found.codec, found.jitter_ms, found.late_percent) == ("PCMU", 2.0, 0.2)
    assert found.r_factor == pytest.approx(93.2 - 95 * 0.2 / 4.5, abs=0.06)
    assert found.mos == pytest.approx(4.29, abs=0.02)
    assert (found.latency_ms, found.packet_loss_percent) == (None, None)
    assert found.response_ms == 900


def test_connections_of_one_call_count_by_their_length() -> None:
    found = quality([measured(0, 1_000, jitter_ms=1.0), measured(1, 3_000, jitter_ms=5.0, late=40)])
    assert (found.jitter_ms, found.late_percent) == (4.0, 1.0)


def test_loss_is_told_where_the_transport_tells_it() -> None:
    line = replace(measured(0, 990), lost_frames=10)
    assert quality([line]).packet_loss_percent == 1.0
    assert quality([line, measured(1)]).packet_loss_percent is None


def test_a_line_without_audio_has_no_quality() -> None:
    assert quality([]) == Quality()
    assert quality([measured(0, 0)]) == Quality()


def test_the_way_to_the_carrier_is_half_of_the_way_there_and_back_and_counts_in_the_rating() -> None:
    near, far = replace(measured(0), round_trip_ms=40), replace(measured(0), round_trip_ms=600)
    unknown = quality([measured(0)])
    assert (quality([near]).latency_ms, quality([far]).latency_ms, unknown.latency_ms) == (20, 300, None)
    assert unknown.r_factor == pytest.approx(93.2, abs=0.1)
    assert quality([far]).r_factor == round(r_factor("PCMU", delay_ms=300, loss_percent=0), 1)
    ratings = [found.r_factor for found in (unknown, quality([near]), quality([far]))]
    assert ratings == sorted(ratings, reverse=True)


def test_connections_that_measured_their_way_count_by_their_length() -> None:
    lines = [replace(measured(0, 1_000), round_trip_ms=40), replace(measured(1, 3_000), round_trip_ms=80), measured(2)]
    assert quality(lines).latency_ms == 35
