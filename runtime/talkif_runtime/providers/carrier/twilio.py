"""Twilio's REST API, as far as a call needs it: text messages.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import asyncio

import httpx
import orjson

from ..contract import ProviderError
from .twilio_login import TwilioLogin

PROVIDER = "twilio"
BASE_URL = "https://api.twilio.com"
#: Where the runtime takes its webhooks, below its public address.
VOICE_PATH = "/carrier/twilio/voice"
STATUS_PATH = "/carrier/twilio/status"
TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 256 * 1024


class TwilioApi:
    """One per process."""

    def __init__(self, *, base_url: str = BASE_URL) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_S, trust_env=False)

    async def send_message(self, login: TwilioLogin, to: str, sender: str, text: str) -> str:
        """Twilio's id of the message, which is queued then. Raises ProviderError.

        Never tried again: Twilio has no key that would keep a second request from being a second message.
        """
        if not login.account_sid:
            raise ProviderError("carrier", PROVIDER, "auth", "no account for messages is set here", retryable=False)
        path = f"/2010-04-01/Accounts/{login.account_sid}/Messages.json"
        try:
            async with asyncio.timeout(TIMEOUT_S):
                form = {"To": to, "From": sender, "Body": text}
                async with self._http.stream("POST", path, data=form, auth=login.basic) as response:
                    body = await _bounded(response)
        except TimeoutError:
            raise ProviderError("carrier", PROVIDER, "timeout", "no answer in time", retryable=False) from None
        except httpx.HTTPError as error:
            raise ProviderError("carrier", PROVIDER, "dropped", type(error).__name__, retryable=False) from None
        answer = _object(body)
        if not response.is_success:
            raise _refusal(response.status_code, answer)
        sid = answer.get("sid")
        if not isinstance(sid, str):
            raise ProviderError("carrier", PROVIDER, "protocol", "the answer names no message", retryable=False)
        return sid

    async def close(self) -> None:
        await self._http.aclose()


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            raise ProviderError("carrier", PROVIDER, "protocol", "the answer is too large", retryable=False)
    return bytes(body)


def _object(body: bytes) -> dict[str, object]:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(status: int, answer: dict[str, object]) -> ProviderError:
    """Twilio says what is wrong as `message`, with a number of its own as `code`."""
    code = "auth" if status in (401, 403) else "rate_limited" if status == 429 else "refused"
    number, message = answer.get("code"), answer.get("message")
    detail = f"{number} {message}" if isinstance(message, str) else f"HTTP {status}"
    return ProviderError("carrier", PROVIDER, code, detail, retryable=False)
