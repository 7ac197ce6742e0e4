"""The trace of a call (https://opentelemetry.io): a span for the conversation, below it waits for vendors and tools.

Made from the journal, once per event, so that nothing is measured twice. Costs nothing where nothing is exported. What
was said is not in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from opentelemetry import trace
from opentelemetry.util.types import Attributes

from talkif_schemas.events import (
    CallEnded,
    Event,
    LlmAnswered,
    LlmFailed,
    NodeEntered,
    SpeechBegan,
    ToolFinished,
    UtteranceHeard,
    VendorFailed,
)
from talkif_schemas.ids import AccountId, CallId
from talkif_schemas.traceparent import context_of

_tracer: Final = trace.get_tracer("talkif.call")


class CallTrace:
    def __init__(
        self, call_id: CallId, account_id: AccountId, parent: str | None, began_at: datetime, at_ms: int
    ) -> None:
        """`parent`: the header of the trace in which the call was created. `at_ms`: what the call's clock says now."""
        began_ns = int(began_at.timestamp() * 1_000_000_000)
        self._answered_ns = began_ns - at_ms * 1_000_000
        context = context_of(parent)
        self._span = _tracer.start_span(
            "call",
            context,
            attributes={"talkif.call.id": call_id, "talkif.account.id": account_id},
            start_time=began_ns,
        )
        self._context = trace.set_span_in_context(self._span)

    def add(self, event: Event) -> None:
        if not self._span.is_recording():
            return
        match event:
            case UtteranceHeard():
                self._wait("stt", event.at_ms, event.stt_ms)
            case SpeechBegan() if event.tts_ms:
                self._wait("tts", event.at_ms, event.tts_ms)
            case LlmAnswered():
                # https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
                tokens = {"input": event.prompt_tokens, "output": event.completion_tokens}
                self._wait("chat", event.at_ms, event.total_ms, {
                    "gen_ai.provider.name": event.provider,
                    "gen_ai.request.model": event.model,
                    "talkif.first_token_ms": event.first_token_ms,
                    **{f"gen_ai.usage.{kind}_tokens": count for kind, count in tokens.items()},
                })  # fmt: skip
            case ToolFinished():
                self._wait("tool", event.at_ms, event.took_ms, {"talkif.status": event.status})
            case NodeEntered():
                self._span.add_event("node", {"talkif.node": event.node}, self._at_ns(event.at_ms))
            case VendorFailed() | LlmFailed():
                kind = event.kind if isinstance(event, VendorFailed) else "llm"
                failure = {"talkif.kind": kind, "talkif.code": event.code}
                self._span.add_event("failure", failure, self._at_ns(event.at_ms))
            case CallEnded():
                self._span.set_attributes({"talkif.end_reason": event.reason, "talkif.outcome": event.outcome or ""})

    def end(self, at_ms: int) -> None:
        self._span.end(self._at_ns(at_ms))

    def _wait(self, name: str, at_ms: int, took_ms: int, attributes: Attributes = None) -> None:
        began_ns = self._at_ns(at_ms - took_ms)
        _tracer.start_span(name, self._context, attributes=attributes, start_time=began_ns).end(self._at_ns(at_ms))

    def _at_ns(self, at_ms: int) -> int:
        return self._answered_ns + at_ms * 1_000_000
