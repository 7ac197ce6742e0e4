"""When a message is sent again, and when an endpoint is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from talkif_api.webhooks.retry import GONE, WAITS_S, next_attempt, reason_to_disable

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_waits_grow_and_end_after_three_days() -> None:
    moments = [AT]
    while (moment := next_attempt(moments[-1], len(moments))) is not None:
        moments.append(moment)
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert waits == sorted(waits)
    assert len(moments) == len(WAITS_S) + 1 == 10
    assert timedelta(days=3) < moments[-1] - AT < timedelta(days=4)


def test_an_endpoint_that_is_gone_is_given_up_at_once() -> None:
    assert reason_to_disable(GONE, is_last=False, failing_since=AT, first_attempt_at=AT)
    assert reason_to_disable(500, is_last=False, failing_since=AT, first_attempt_at=AT) is None


def test_an_endpoint_is_given_up_when_nothing_arrived_while_a_message_was_tried() -> None:
    earlier, later = AT - timedelta(hours=1), AT + timedelta(hours=1)
    assert reason_to_disable(500, is_last=True, failing_since=earlier, first_attempt_at=AT)
    assert reason_to_disable(None, is_last=True, failing_since=AT, first_attempt_at=AT)
    assert reason_to_disable(500, is_last=True, failing_since=later, first_attempt_at=AT) is None
