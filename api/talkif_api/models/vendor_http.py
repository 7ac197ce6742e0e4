"""Asks a vendor's REST API with the deployment's key, within a time and a size."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from talkif_runtime.public_http import Refused, whole_body

_CONNECT_S: Final = 3.0
#: For the whole exchange.
TIMEOUT_S: Final = 8.0
_MAX_BYTES: Final = 8 * 1024 * 1024
_MAX_DETAIL_CHARS: Final = 300


class VendorDown(Exception):
    """The vendor does not answer, has no time, does not take the key, or answers what nobody can read."""


class VendorRefused(Exception):
    """The vendor does not do what it was asked for: no such voice, no such model. The text is the vendor's."""


class Wire(BaseModel):
    """Base of vendors' answers: what we do not know is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    media_type: str
    """Without parameters, in lower case."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where a vendor is, and the key to it."""

    base_url: str
    key: str

    async def read(
        self, shape: type[Shape], path: str, headers: Mapping[str, str], params: Mapping[str, Any] | None = None
    ) -> Shape:
        """GET JSON. Raises VendorDown and VendorRefused."""
        answer = await self.ask("GET", path, headers, params=params)
        try:
            return shape.model_validate_json(answer.body)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))
            raise VendorDown(f"the answer has another shape than documented, at {where or 'its beginning'}") from error

    async def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> Answer:
        """Raises VendorDown and VendorRefused."""
        try:
            async with (
                asyncio.timeout(timeout_s),
                httpx.AsyncClient(verify=_tls(), timeout=httpx.Timeout(timeout_s, connect=_CONNECT_S)) as client,
                client.stream(
                    method, self.base_url + path, headers=dict(headers), params=dict(params or {}), json=body
                ) as response,
            ):
                data = await whole_body(response, _MAX_BYTES)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise VendorDown(f"no answer within {timeout_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise VendorDown(f"no connection: {type(error).__name__}") from error
        except Refused as error:
            raise VendorDown(str(error)) from error
        _check_status(response.status_code, data)
        return Answer(data, response.headers.get("Content-Type", "").partition(";")[0].strip().lower())


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _check_status(status: int, body: bytes) -> None:
    if status < 300:
        return
    if status in (401, 403):
        raise VendorDown(f"HTTP {status}: the key is not accepted")
    if 400 <= status < 500 and status not in (408, 429):
        raise VendorRefused(
            f"HTTP {status}: {body[: 4 * _MAX_DETAIL_CHARS].decode(errors='replace')[:_MAX_DETAIL_CHARS]}"
        )
    raise VendorDown(f"HTTP {status}")
