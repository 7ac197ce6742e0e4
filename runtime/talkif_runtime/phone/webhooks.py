"""The carrier's HTTP side: form posts signed as Twilio signs them, bounded in time and size."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

import httpx
from twilio.request_validator import RequestValidator

from .error import PhoneError

#: How long Twilio waits for an answer, and how much TwiML it takes.
ANSWER_TIMEOUT_S = 15.0
MAX_ANSWER_BYTES = 64 * 1024


class WebhookClient:
    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._http = httpx.AsyncClient(timeout=ANSWER_TIMEOUT_S, trust_env=False)

    async def __aenter__(self) -> WebhookClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    def signature(self, url: str, form: Mapping[str, str]) -> str:
        """For the X-Twilio-Signature header; of a WebSocket handshake with an empty form."""
        signature: str = self._validator.compute_signature(url, dict(form))
        return signature

    async def post(self, url: str, form: Mapping[str, str]) -> str:
        """The body of a 2xx answer. Raises PhoneError for any other answer, or none."""
        headers = {"X-Twilio-Signature": self.signature(url, form), "User-Agent": "TwilioProxy/1.1"}
        answer = bytearray()
        try:
            async with self._http.stream("POST", url, data=dict(form), headers=headers) as response:
                if not response.is_success:
                    raise PhoneError(f"{url} answered {response.status_code}")
                async for piece in response.aiter_bytes():
                    answer += piece
                    if len(answer) > MAX_ANSWER_BYTES:
                        raise PhoneError(f"{url} answered with more than {MAX_ANSWER_BYTES} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PhoneError(f"{url} did not answer: {type(error).__name__}: {error}") from None
        try:
            return answer.decode("utf-8")
        except UnicodeDecodeError:
            raise PhoneError(f"{url} answered with text that is not UTF-8") from None
