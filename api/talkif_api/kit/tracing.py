"""Traces (https://opentelemetry.io). FastAPI makes the span of a request; a job continues the trace that asked for it.

Nothing is recorded unless the program exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import SpanKind, format_trace_id

from talkif_schemas import traceparent

_tracer: Final = trace.get_tracer("talkif.jobs")


def ids() -> dict[str, str]:
    """What leads from a log line to the trace that is open here."""
    context = trace.get_current_span().get_span_context()
    return {"traceId": format_trace_id(context.trace_id)} if context.is_valid else {}


def parent() -> dict[str, str]:
    """What a job carries to continue the trace that is open here."""
    header = traceparent.current()
    return {traceparent.HEADER: header} if header is not None else {}


@contextmanager
def working(task: str, header: str | None) -> Iterator[None]:
    """The span of a job. `header`: what its arguments carry."""
    context = traceparent.context_of(header)
    with _tracer.start_as_current_span(f"job {task}", context=context, kind=SpanKind.CONSUMER):
        yield
