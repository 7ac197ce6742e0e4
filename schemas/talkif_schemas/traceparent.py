"""The W3C header that carries a trace from one program to the next: https://www.w3.org/TR/trace-context/."""

from __future__ import annotations

from typing import Final

from opentelemetry import propagate
from opentelemetry.context import Context

#: Also the name of a job's argument and of a call's column.
HEADER: Final = "traceparent"


def current() -> str | None:
    """Of the span that is open here; None where nothing is traced."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get(HEADER)


def context_of(traceparent: str | None) -> Context | None:
    """What a span that continues the trace starts in."""
    return propagate.extract({HEADER: traceparent}) if traceparent else None
