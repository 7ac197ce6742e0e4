"""Bodies of the statistics of a flow."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from .bodies import Body, Environment, Moment, answered_with


class StatsQuery(Body):
    from_: Annotated[Moment | None, Field(alias="from")] = None
    """Calls created at or after this moment; 30 days before `to` when it is left out."""
    to: Moment | None = None
    """Calls created before this moment; now when it is left out."""
    environment: Environment | None = None
    """Calls of this environment; all when it is left out."""


class OutcomeCount(Body):
    model_config = answered_with(outcome="rescheduled", calls=310)

    outcome: str | None
    """null: the calls ended without one."""
    calls: int
    """Calls that ended with it."""


class CallCounts(Body):
    model_config = answered_with(calls=420, completed=412, failed=8, averageDurationMs=74_200)

    calls: int
    """All of them, also those that go on still."""
    completed: int
    """Calls that are over without an error."""
    failed: int
    """Calls that an error ended, or the caller before they were answered."""
    average_duration_ms: int | None
    """From the answer to the end; null: no call was answered and is over."""
    outcomes: list[OutcomeCount]
    """Of calls that are over, the most frequent first."""


class VersionCounts(CallCounts):
    version: str


class FlowStats(CallCounts):
    """Calls of a flow in a period."""

    model_config = answered_with(CallCounts, **{"from": "2026-02-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"})

    flow_id: str
    from_: Annotated[AwareDatetime, Field(alias="from")]
    """Calls created at or after this moment are counted."""
    to: AwareDatetime
    """Calls created before this moment are counted."""
    versions: list[VersionCounts]
    """Newest first; those without a call are left out."""
