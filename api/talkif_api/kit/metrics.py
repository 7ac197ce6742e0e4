"""Counters of the API in Prometheus form, one registry per application."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from .db import PoolState


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

        self._connections = Gauge(
            "talkif_api_connections", "Connections to the database, and requests that wait for one", ("state",),
            registry=self._registry,
        )  # fmt: skip
        self._jobs = Gauge("talkif_jobs", "Durable jobs of all processes", ("task", "state"), registry=self._registry)

    def answered(self, method: str, route: str, status: int, took_s: float) -> None:
        """`route` is the pattern, not the path, so that the number of series is bounded."""
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(method, route).observe(took_s)

    def pool(self, state: PoolState) -> None:
        self._connections.labels("used").set(state.used)
        self._connections.labels("idle").set(state.idle)
        self._connections.labels("waited_for").set(state.waited_for)

    def jobs(self, counts: Iterable[tuple[str, str, int]]) -> None:
        """(kind of job, todo · doing · failed, how many)"""
        self._jobs.clear()
        for task, state, count in counts:
            self._jobs.labels(task, state).set(count)

    def exposition(self) -> bytes:
        return generate_latest(self._registry)
