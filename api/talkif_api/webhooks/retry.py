"""When a message is sent again, and when an endpoint is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_M, _H = 60, 3600
#: Waits after each failed attempt. https://github.com/standard-webhooks/standard-webhooks, section "Deliverability".
WAITS_S: Final = (5, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)

#: RFC 9110, section 15.5.11: the endpoint says that it is gone for good.
GONE: Final = 410


def next_attempt(at: datetime, attempts: int) -> datetime | None:
    """When to try again after that many attempts, all failed; None: not any more."""
    return at + timedelta(seconds=WAITS_S[attempts - 1]) if attempts <= len(WAITS_S) else None


def reason_to_disable(
    status: int | None, *, is_last: bool, failing_since: datetime, first_attempt_at: datetime
) -> str | None:
    """Why the endpoint gets nothing any more after this failure; None: it goes on.

    `failing_since`: the endpoint's first failure since anything arrived there. `first_attempt_at`: of this message,
    whose attempts take more than three days.
    """
    if status == GONE:
        return "The endpoint answered 410 Gone."
    if is_last and failing_since <= first_attempt_at:
        return f"Every attempt has failed since {failing_since:%Y-%m-%d %H:%M} UTC."
    return None
