"""Traces (https://opentelemetry.io). FastAPI makes the span of a request; a job continues the trace that asked for it.

Nothing is recorded unless the program exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import SpanKind, format_trace_id
from starlette.types import Scope

from talkif_schemas import traceparent

_HIDDEN: Final = "REDACTED"
_ID: Final = re.compile(r"[a-z]+_[0-9a-f]{32}")
_PARAMETER: Final = re.compile(r"{(\w+)[^}]*}")

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


def hide_url(scope: Scope) -> None:
    """Take out of the span of a request what its client wrote into the URL: numbers, names, and tags of people.

    Ids in the path stay, once it is known which route it is: call this then again.
    """
    span = trace.get_current_span()
    if not span.is_recording():
        return
    # https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
    span.set_attribute("url.path", _path(scope))
    if scope["query_string"]:
        span.set_attribute("url.query", _HIDDEN)


def _path(scope: Scope) -> str:
    route = scope.get("route")
    if route is None:
        return _HIDDEN

    def shown(parameter: re.Match[str]) -> str:
        value = str(scope["path_params"].get(parameter[1], ""))
        return value if _ID.fullmatch(value) else _HIDDEN

    return _PARAMETER.sub(shown, route.path)
