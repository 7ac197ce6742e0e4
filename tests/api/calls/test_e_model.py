"""The E-model gives the values that the recommendations print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.calls.e_model import mos, r_factor


def test_an_undisturbed_line_has_the_rating_of_the_recommendation() -> None:
    """G.107, section 7.7: all parameters at their default values give R = 93.2; annex B makes 4.41 of it."""
    assert round(r_factor("PCMU", delay_ms=0, loss_percent=0), 1) == 93.2
    assert round(mos(93.2), 2) == 4.41


@pytest.mark.parametrize(("rating", "score"), [(90, 4.34), (80, 4.03), (70, 3.60), (60, 3.10), (50, 2.58)])
def test_scores_are_those_of_the_quality_classes(rating: float, score: float) -> None:
    """G.109, table 1."""
    assert mos(rating) == pytest.approx(score, abs=0.01)


def test_scores_end_where_the_scale_ends() -> None:
    assert (mos(-5), mos(0), mos(100), mos(120)) == (1.0, 1.0, 4.5, 4.5)


def test_lost_packets_weigh_as_the_codec_stands_them() -> None:
    """Ie,eff = (95 - 0) * 2 / (2 + 4.3) for G.711 without concealment."""
    loss = r_factor("PCMA", delay_ms=0, loss_percent=0) - r_factor("PCMA", delay_ms=0, loss_percent=2)
    assert loss == pytest.approx(95 * 2 / 6.3)


def test_a_delay_beyond_400_ms_is_unacceptable() -> None:
    """G.114: up to 150 ms hardly anybody minds, and 400 ms should not be exceeded."""
    at = {delay: r_factor("PCMU", delay_ms=delay, loss_percent=0) for delay in (0, 150, 400)}
    assert at[0] - at[150] < 5
    assert at[0] - at[400] > 25


@given(st.floats(0, 2_000), st.floats(0, 2_000), st.floats(0, 100), st.floats(0, 100))
def test_more_delay_or_loss_is_never_better(delay: float, more_delay: float, loss: float, more_loss: float) -> None:
    delay, more_delay = sorted((delay, more_delay))
    loss, more_loss = sorted((loss, more_loss))
    better = r_factor("PCMU", delay_ms=delay, loss_percent=loss)
    worse = r_factor("PCMU", delay_ms=more_delay, loss_percent=more_loss)
    # An echo of less than a few milliseconds is taken for the own voice, and makes up for 0.1 at most.
    assert 0 <= worse <= better + 0.1
    assert better <= 93.3
    assert 1 <= mos(worse) <= 4.5


def test_another_codec_is_not_rated() -> None:
    with pytest.raises(KeyError):
        r_factor("opus", delay_ms=0, loss_percent=0)
