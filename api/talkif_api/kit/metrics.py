"""Counters of the API in Prometheus form, one registry per application."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route")
        self._requests = Counter(
            "talkif_api_requests", "Requests answered", (*labels, "status"), registry=self._registry
        )
        self._latency = Histogram(
            "talkif_api_request_seconds",
            "From the request line to the end of the answer",
            labels,
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, took_s: float) -> None:
        """`route` is the pattern, not the path, so that the number of series is bounded."""
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(method, route).observe(took_s)

    def exposition(self) -> bytes:
        return generate_latest(self._registry)
