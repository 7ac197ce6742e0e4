"""The transport under Twilio's SDK: bounded in time and size, and led to another address when an operator says so.

The SDK's own asynchronous transport has neither bound, and no base URL.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from talkif_runtime.providers.carrier.twilio import BASE_URL

TIMEOUT_S: Final = 10.0
#: Of one answer. A page of numbers is some kilobytes.
MAX_ANSWER_BYTES: Final = 1024 * 1024

_log = logging.getLogger(__name__)


class AnswerTooLarge(Exception):
    """Nobody reads that much."""


class TwilioHttp(AsyncHttpClient):
    """Carries the requests of one act."""

    def __init__(self, base_url: str) -> None:
        super().__init__(_log, is_async=True)
        self._base_url = base_url.rstrip("/")
        self._client = httpx.AsyncClient(verify=_tls(), timeout=TIMEOUT_S, trust_env=False, follow_redirects=False)

    # The SDK declares what its synchronous transport answers.
    async def request(  # type: ignore[override]
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK's signature; ours is TIMEOUT_S
        allow_redirects: bool = False,
    ) -> Response:
        """Raises TimeoutError, httpx.HTTPError and AnswerTooLarge."""
        url = self._base_url + uri.removeprefix(BASE_URL)
        wanted = {name: value for name, value in (params or {}).items() if value is not None}
        async with (
            asyncio.timeout(TIMEOUT_S),
            self._client.stream(
                method, url, params=wanted, data=dict(data or {}), headers=dict(headers or {}), auth=auth
            ) as answer,
        ):
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MAX_ANSWER_BYTES:
                    raise AnswerTooLarge
            return Response(answer.status_code, body.decode("utf-8", errors="replace"), dict(answer.headers))

    async def close(self) -> None:
        await self._client.aclose()


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates takes longer than a request may block the event loop."""
    return httpx.create_ssl_context()
