"""Spans of a call, as an exporter gets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import format_trace_id

from talkif_runtime.session import call_trace
from talkif_runtime.session.call_trace import CallTrace
from talkif_schemas import traceparent
from talkif_schemas.events import CallEnded, LlmAnswered, NodeEntered, ToolFinished, UtteranceHeard
from talkif_schemas.ids import AccountId, CallId

BEGAN_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
EVENTS = (
    NodeEntered(at_ms=1_000, node="ask", visit=1),
    UtteranceHeard(at_ms=3_000, text="my card is 4111", confidence=0.9, stt_ms=200, speech_end_ms=2_800),
    LlmAnswered(
        at_ms=4_000, request=1, text="secret words", choice=None, confidence=None, reason="", tool_calls=(),
        first_token_ms=300, total_ms=800, provider="openai", model="gpt", prompt_tokens=50, completion_tokens=7,
    ),
    ToolFinished(at_ms=4_500, request=2, status="timeout", result=None, error="slow", took_ms=400),
    CallEnded(at_ms=5_000, reason="bot_ended", outcome="done", disposition=None, outputs={}),
)  # fmt: skip


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(call_trace, "_tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


def run(parent: str | None = PARENT, at_ms: int = 0) -> None:
    traced = CallTrace(CallId("call_1"), AccountId("account_1"), parent, BEGAN_AT, at_ms)
    for event in EVENTS:
        traced.add(event)
    traced.end(5_000)


def test_waits_lie_where_they_were_below_the_call(exporter: InMemorySpanExporter) -> None:
    run()
    *waits, call = exporter.get_finished_spans()
    zero_ns = int(BEGAN_AT.timestamp()) * 1_000_000_000
    shown = {span.name: ((span.start_time or 0) - zero_ns, (span.end_time or 0) - zero_ns) for span in (call, *waits)}
    assert {name: (began // 10**6, ended // 10**6) for name, (began, ended) in shown.items()} == {
        "call": (0, 5_000), "stt": (2_800, 3_000), "chat": (3_200, 4_000), "tool": (4_100, 4_500),
    }  # fmt: skip
    assert {span.parent.span_id for span in waits if span.parent} == {call.context.span_id}
    assert [(event.name, dict(event.attributes or {})) for event in call.events] == [("node", {"talkif.node": "ask"})]
    assert (call.attributes or {})["talkif.outcome"] == "done"


def test_a_call_that_goes_on_elsewhere_continues_the_same_trace(exporter: InMemorySpanExporter) -> None:
    run(at_ms=2_000)
    call = exporter.get_finished_spans()[-1]
    assert format_trace_id(call.context.trace_id) == PARENT.split("-")[1]
    assert call.start_time == int(BEGAN_AT.timestamp()) * 1_000_000_000


def test_what_was_said_is_not_exported(exporter: InMemorySpanExporter) -> None:
    run(parent=None)
    text = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert "4111" not in text
    assert "secret words" not in text


def test_nothing_is_made_where_nothing_is_exported() -> None:
    run(parent=None)
    assert traceparent.current() is None
