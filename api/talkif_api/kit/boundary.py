"""The outermost layer of a request: gives it an id, bounds its body, counts it, and answers what nobody expected."""

from __future__ import annotations

import logging
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkif_schemas.errors import CATALOGUE
from talkif_schemas.ids import new_request_id

from .clock import elapsed_s
from .errors import problem_response

#: The source bundle of a flow is the largest body that anybody sends.
MAX_BODY_BYTES: Final = 4 * 1024 * 1024

_log = logging.getLogger(__name__)


class RequestMetrics:
    """Counts requests by route, so that ids in paths do not become label values."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "talkif_api_requests_total", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "talkif_api_request_seconds", "Time to the start of the answer", ["method", "route"], registry=self.registry
        )

    def answered(self, scope: Scope, status: int, took_s: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        self._requests.labels(scope["method"], route, str(status)).inc()
        self._seconds.labels(scope["method"], route).observe(took_s)


class _BodyTooLarge(Exception):
    """More bytes came than the body may have."""


class Boundary:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics, max_body_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._metrics = metrics
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id()
        scope.setdefault("state", {})["request_id"] = request_id
        started = elapsed_s()
        answered = False

        async def send_with_id(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
                self._metrics.answered(scope, message["status"], elapsed_s() - started)
            await send(message)

        async def refuse(code: str, detail: str, meta: dict[str, int] | None = None) -> None:
            await problem_response(request_id, code, detail, meta=meta)(scope, receive, send_with_id)

        try:
            await self._app(scope, self._bounded(scope, receive), send_with_id)
        except _BodyTooLarge:
            detail = f"The body may have at most {self._max_body_bytes} bytes."
            await refuse("body_too_large", detail, {"maxBytes": self._max_body_bytes})
        except Exception:  # noqa: BLE001 - nothing is outside of this; the client gets no details, the log gets all
            _log.exception("request %s failed: %s %s", request_id, scope["method"], scope["path"])
            if not answered:
                await refuse("internal_error", CATALOGUE["internal_error"][2])

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > self._max_body_bytes:
                    raise _BodyTooLarge
            return message

        return receive_bounded
