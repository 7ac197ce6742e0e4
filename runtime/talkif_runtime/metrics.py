"""Counters of a runtime process, for Prometheus. Counted once a turn or call, never once a frame."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from talkif_schemas.events import CallEnded, LlmAnswered

from .providers.contract import ProviderError

_BUCKETS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.active = Gauge("talkif_calls_active", "Calls with audio connected", registry=self.registry)
        self._ended = Counter("talkif_calls_ended_total", "Calls that ended", ["reason"], registry=self.registry)
        self.events_dropped = Counter(
            "talkif_call_events_dropped_total", "Events that are in no journal", registry=self.registry
        )
        self._first_token = Histogram(
            "talkif_llm_first_token_seconds", "Request to first token", ["provider"],
            buckets=_BUCKETS_S, registry=self.registry,
        )  # fmt: skip
        self._tts = Histogram(
            "talkif_tts_first_audio_seconds", "Text to first audio", buckets=_BUCKETS_S, registry=self.registry
        )
        self._failures = Counter(
            "talkif_vendor_failures_total", "Vendors that refused, stalled or broke off", ["kind", "provider", "code"],
            registry=self.registry,
        )  # fmt: skip

    def answered(self, answer: LlmAnswered) -> None:
        self._first_token.labels(answer.provider).observe(answer.first_token_ms / 1000)

    def synthesised(self, tts_ms: int) -> None:
        self._tts.observe(tts_ms / 1000)

    def vendor_failed(self, error: ProviderError) -> None:
        self._failures.labels(error.kind, error.provider, error.code).inc()

    def ended(self, event: CallEnded) -> None:
        self._ended.labels(event.reason).inc()
