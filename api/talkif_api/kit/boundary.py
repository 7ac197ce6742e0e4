"""The layer around all that answers requests: ids, the bound on bodies, the last resort for defects, counting."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkif_schemas.errors import TooLarge
from talkif_schemas.ids import new_request_id
from talkif_schemas.log_context import belonging_to

from . import tracing
from .auth import Allowance
from .clock import Clock
from .errors import problem_response
from .metrics import Metrics

REQUEST_ID_HEADER = "X-Request-Id"
LIMIT_HEADER = "RateLimit-Limit"
REMAINING_HEADER = "RateLimit-Remaining"
#: Key of the request's state: what its key has left, once that is known.
ALLOWANCE = "allowance"
#: Key of the request's state: bound of the body, where it is not the usual one.
MAX_BYTES = "max_body_bytes"
#: Machines ask for these all day.
_NOT_LOGGED = frozenset({"/healthz", "/readyz", "/metrics"})
_KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_log = logging.getLogger(__name__)


class Boundary:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, clock: Clock, max_body_bytes: int) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_request_id()
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        tracing.hide_url(scope)
        with belonging_to(requestId=request_id, **tracing.ids()):
            began_at = self._clock()
            status = 0

            async def send_marked(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    tracing.hide_url(scope)
                    status = message["status"]
                    headers = MutableHeaders(scope=message)
                    headers[REQUEST_ID_HEADER] = request_id
                    allowance: Allowance | None = state.get(ALLOWANCE)
                    if allowance is not None:
                        headers[LIMIT_HEADER] = str(allowance.limit)
                        headers[REMAINING_HEADER] = str(allowance.left)
                await send(message)

            try:
                await self._app(scope, self._bounded(scope, receive), send_marked)
            except Exception:
                # The outermost boundary: a defect is logged in full and shown to the client as its id alone.
                _log.exception("the request failed")
                if status:
                    raise
                response = problem_response(request_id, "internal_error", "Something went wrong on our side.")
                await response(scope, receive, send_marked)
            finally:
                self._answered(scope, status, self._clock() - began_at)

    def _answered(self, scope: Scope, status: int, took_s: float) -> None:
        method = scope["method"] if scope["method"] in _KNOWN_METHODS else "other"
        pattern = getattr(scope.get("route"), "path", "unknown")
        self._metrics.answered(method, pattern, status, took_s)
        if pattern not in _NOT_LOGGED:
            principal = scope["state"].get("principal")
            extra: dict[str, Any] = {"method": method, "route": pattern, "status": status}
            extra["durationMs"] = round(took_s * 1000, 1)
            if principal is not None:
                extra |= {"accountId": principal.account_id, "keyId": principal.key_id}
            _log.info("%s %s %d", method, pattern, status, extra=extra)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Refuses by the announced length at once, and by the real length as soon as it is exceeded.

        A route that takes uploads sets another bound in the request's state before it reads.
        """
        announced = Headers(scope=scope).get("content-length", "")
        read_bytes = 0

        async def receive_bounded() -> Message:
            nonlocal read_bytes
            max_bytes = scope["state"].get(MAX_BYTES, self._max_body_bytes)
            if announced.isdigit() and int(announced) > max_bytes:
                raise _too_large(max_bytes)
            message = await receive()
            read_bytes += len(message.get("body", b""))
            if read_bytes > max_bytes:
                raise _too_large(max_bytes)
            return message

        return receive_bounded


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge("payload_too_large", f"The body is larger than {max_bytes} bytes.", meta={"maxBytes": max_bytes})
