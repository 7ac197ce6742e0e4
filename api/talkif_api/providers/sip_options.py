"""Asks a SIP trunk whether it is there and knows us: OPTIONS (RFC 3261, section 11), with a digest when it wants one.

Messages and digests are aiosipua's; its user agents know calls alone, so the one exchange is carried here.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol
from urllib.parse import quote

from aiosipua.auth import SipDigestAuth, answer_challenge
from aiosipua.headers import parse_auth
from aiosipua.message import SipMessage, SipRequest, SipResponse
from aiosipua.utils import format_addr, generate_branch

from talkif_schemas.errors import Conflict, Unavailable
from talkif_schemas.resources.providers import SipConfig

TIMEOUT_S: Final = 10.0
#: RFC 3261, section 17.1.2.2: requests over UDP are sent again after T1, then twice as late each time, up to T2.
_T1_S, _T2_S = 0.5, 4.0
#: Of an answer.
_MAX_BYTES: Final = 64 * 1024
_PORTS: Final = {"udp": 5060, "tcp": 5060, "tls": 5061}

#: Answers of trunks that are there but have no use for OPTIONS.
_ALIVE: Final = frozenset({404, 405, 480, 481, 483, 484, 486, 487, 488, 489, 501})


@dataclass(frozen=True, slots=True)
class Target:
    """Where the trunk really is."""

    address: str
    port: int


def port_of(config: SipConfig) -> int:
    return config.port or _PORTS[config.transport]


async def ask(config: SipConfig, password: str | None, target: Target, *, tls: ssl.SSLContext | None = None) -> str:
    """What the trunk answered, for people. Raises Conflict and Unavailable with the codes of the catalogue."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            line = await _connect(config, target, tls)
            try:
                response = await _exchange(line, config, password)
            finally:
                line.close()
    except TimeoutError:
        raise Unavailable("vendor_unreachable", f"{config.host} does not answer.") from None
    except OSError as error:
        raise Unavailable("vendor_unreachable", f"{config.host}: {error.strerror or type(error).__name__}.") from error
    return _verdict(response, config.host)


def _verdict(response: SipResponse, host: str) -> str:
    status, told = response.status_code, f"{response.status_code} {response.reason_phrase}".strip()[:200]
    if 200 <= status < 300 or status in _ALIVE:
        return f"{host} answers {told}."
    if status in (401, 403, 407):
        raise Conflict("credentials_refused", f"{host} answers {told}.", meta={"vendorCode": status})
    raise Conflict("vendor_refused", f"{host} answers {told}.", meta={"vendorCode": status})


async def _exchange(line: _Line, config: SipConfig, password: str | None) -> SipResponse:
    request = _options(config, line.local)
    response = await line.send(request)
    if response.status_code not in (401, 407) or config.username is None or password is None:
        return response
    challenge = response.get_header("WWW-Authenticate" if response.status_code == 401 else "Proxy-Authenticate")
    if challenge is None or (config.realm is not None and parse_auth(challenge).params.get("realm") != config.realm):
        return response
    login = SipDigestAuth(config.username, password)
    answer = answer_challenge(login, response, response.status_code, request.method, request.uri)
    if answer is None:
        raise Conflict("vendor_refused", f"{config.host} asks for a digest that is not known here.")
    # RFC 3261, section 8.1.3.5: the same request once more, as a transaction of its own.
    request.set_header(*answer)
    request.set_header("CSeq", "2 OPTIONS")
    request.set_header("Via", _via(config, line.local))
    return await line.send(request)


def _options(config: SipConfig, local: tuple[str, int]) -> SipRequest:
    """RFC 3261, section 11.1."""
    scheme = "sips" if config.transport == "tls" else "sip"
    where = format_addr(config.host, port_of(config))
    user = quote(config.username or "talkif", safe="-_.!~*'()&=+$,;?/")  # RFC 3261, section 25.1: user
    source = config.from_uri or f"{scheme}:{user}@{where}"
    request = SipRequest(method="OPTIONS", uri=f"{scheme}:{where}")
    for name, value in (
        ("Via", _via(config, local)),
        ("Max-Forwards", "70"),
        ("From", f"<{source}>;tag={secrets.token_hex(8)}"),
        ("To", f"<{scheme}:{where}>"),
        ("Call-ID", f"{secrets.token_hex(16)}@{format_addr(*local)}"),
        ("CSeq", "1 OPTIONS"),
        ("Contact", f"<{scheme}:{format_addr(*local)}>"),
        ("Accept", "application/sdp"),
        ("User-Agent", "Talkif/1"),
    ):
        request.set_header(name, value)
    return request


def _via(config: SipConfig, local: tuple[str, int]) -> str:
    return f"SIP/2.0/{config.transport.upper()} {format_addr(*local)};rport;branch={generate_branch()}"


def _answers(message: SipRequest | SipResponse, request: SipRequest) -> bool:
    """RFC 3261, section 17.1.3: the final response of this transaction."""
    return (
        isinstance(message, SipResponse)
        and message.status_code >= 200
        and [via.branch for via in message.via[:1]] == [request.via[0].branch]
        and message.get_header("CSeq") == request.get_header("CSeq")
    )


class _Line(Protocol):
    """A connection to the trunk."""

    local: tuple[str, int]

    async def send(self, request: SipRequest) -> SipResponse:
        """The final response. Raises OSError."""

    def close(self) -> None: ...


class _Datagrams(asyncio.DatagramProtocol):
    local: tuple[str, int]

    def __init__(self) -> None:
        self._arrived: asyncio.Queue[bytes | Exception] = asyncio.Queue(maxsize=20)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport
        self.local = transport.get_extra_info("sockname")[:2]

    def datagram_received(self, data: bytes, addr: object) -> None:
        if not self._arrived.full() and len(data) <= _MAX_BYTES:
            self._arrived.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        if not self._arrived.full():
            self._arrived.put_nowait(exc)

    async def send(self, request: SipRequest) -> SipResponse:
        wait_s = _T1_S
        while True:
            self._transport.sendto(bytes(request))
            try:
                async with asyncio.timeout(wait_s):
                    return await self._response(request)
            except TimeoutError:
                wait_s = min(2 * wait_s, _T2_S)

    async def _response(self, request: SipRequest) -> SipResponse:
        while True:
            arrived = await self._arrived.get()
            if isinstance(arrived, Exception):
                raise arrived
            message = _parsed(arrived)
            if message is not None and _answers(message, request):
                assert isinstance(message, SipResponse)
                return message

    def close(self) -> None:
        self._transport.close()


class _Stream:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.local = writer.get_extra_info("sockname")[:2]

    async def send(self, request: SipRequest) -> SipResponse:
        self._writer.write(bytes(request))
        await self._writer.drain()
        while True:
            message = _parsed(await self._message())
            if message is not None and _answers(message, request):
                assert isinstance(message, SipResponse)
                return message

    async def _message(self) -> bytes:
        """RFC 3261, section 18.3: on a stream, Content-Length says where a message ends."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            message = _parsed(head.lstrip(b"\r\n"))
            size = message.content_length if message is not None else 0
            if not 0 <= size <= _MAX_BYTES:
                raise ConnectionError("the answer is too large")
            return head.lstrip(b"\r\n") + await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            raise ConnectionError("the connection ended within an answer") from error

    def close(self) -> None:
        self._writer.close()


def _parsed(data: bytes) -> SipRequest | SipResponse | None:
    """None for what is no SIP message."""
    try:
        return SipMessage.parse(data)
    except (ValueError, IndexError):
        return None


@cache
def _public_tls() -> ssl.SSLContext:
    """Reading the certificates takes longer than a request may block the event loop."""
    return ssl.create_default_context()


async def _connect(config: SipConfig, target: Target, tls: ssl.SSLContext | None) -> _Line:
    if config.transport == "udp":
        loop = asyncio.get_running_loop()
        _, line = await loop.create_datagram_endpoint(_Datagrams, remote_addr=(target.address, target.port))
        return line
    secure = config.transport == "tls"
    reader, writer = await asyncio.open_connection(
        target.address,
        target.port,
        ssl=(tls or _public_tls()) if secure else None,
        server_hostname=config.host if secure else None,
        limit=_MAX_BYTES,
    )
    return _Stream(reader, writer)
