"""Traces (https://opentelemetry.io). FastAPI makes the span of a request; a job continues the trace that asked for it.

Nothing is recorded unless the program exports. A job's arguments carry the W3C header:
https://www.w3.org/TR/trace-context/.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, format_trace_id

#: Argument of a job that holds the header, where there is a trace.
TRACE: Final = "traceparent"

_tracer: Final = trace.get_tracer("talkif.jobs")


def ids() -> dict[str, str]:
    """What leads from a log line to the trace that is open here."""
    context = trace.get_current_span().get_span_context()
    return {"traceId": format_trace_id(context.trace_id)} if context.is_valid else {}


def parent() -> dict[str, str]:
    """What a job carries to continue the trace that is open here."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return {TRACE: carrier[TRACE]} if TRACE in carrier else {}


@contextmanager
def working(task: str, traceparent: str | None) -> Iterator[None]:
    """The span of a job."""
    context = propagate.extract({TRACE: traceparent}) if traceparent else None
    with _tracer.start_as_current_span(f"job {task}", context=context, kind=SpanKind.CONSUMER):
        yield
