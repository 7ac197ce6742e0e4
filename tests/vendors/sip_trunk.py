"""A SIP trunk on loopback that answers OPTIONS, over UDP, TCP or TLS, and may ask for a digest.

Its messages are written by hand and its digest is computed here (RFC 7616), so that it shares nothing with our side.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import ssl
from contextlib import AsyncExitStack
from typing import Literal, Self

NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c0"


class SipTrunk(asyncio.DatagramProtocol):
    """`status` is the line that ends a good request; `silent_for` requests are not answered at all."""

    def __init__(
        self,
        transport: Literal["udp", "tcp", "tls"] = "udp",
        *,
        user: tuple[str, str] | None = None,
        realm: str = "trunk.example.com",
        algorithm: Literal["MD5", "SHA-256", "MD5-sess"] = "SHA-256",
        challenge: Literal[401, 407] = 401,
        status: str = "200 OK",
        silent_for: int = 0,
        raw: bytes | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.transport = transport
        self.user = user
        self.realm = realm
        self.algorithm = algorithm
        self.challenge = challenge
        self.status = status
        self.silent_for = silent_for
        self.raw = raw
        self.tls = tls
        self.requests: list[str] = []
        self.port = 0
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        if self.transport == "udp":
            loop = asyncio.get_running_loop()
            socket, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
            self._exit.callback(socket.close)
            self.port = socket.get_extra_info("sockname")[1]
        else:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
            self._exit.callback(server.close)
            self.port = server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._exit.aclose()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._socket = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for answer in self._answers(data.decode()):
            self._socket.sendto(answer, addr)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                request = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            for answer in self._answers(request.decode()):
                writer.write(answer)
            await writer.drain()
        writer.close()

    def _answers(self, request: str) -> list[bytes]:
        self.requests.append(request)
        if len(self.requests) <= self.silent_for:
            return []
        if self.raw is not None:
            return [self.raw]
        # A provisional answer and one to another request come first: neither is the answer.
        stray = _response(request, "200 OK").replace(b"branch=z9hG4bK", b"branch=z9hG4bKother")
        return [_response(request, "100 Trying"), stray, self._final(request)]

    def _final(self, request: str) -> bytes:
        if self.user is None:
            return _response(request, self.status)
        name = "Authorization" if self.challenge == 401 else "Proxy-Authorization"
        given = re.search(rf"^{name}: Digest (.*?)\r$", request, re.MULTILINE)
        if given is None:
            asks = "WWW-Authenticate" if self.challenge == 401 else "Proxy-Authenticate"
            wanted = f'Digest realm="{self.realm}", nonce="{NONCE}", algorithm={self.algorithm}, qop="auth"'
            return _response(request, f"{self.challenge} Who are you", f"{asks}: {wanted}\r\n")
        fields = {key: value.strip('"') for key, value in re.findall(r'(\w+)=("[^"]*"|[^,\s]+)', given[1])}
        return _response(request, self.status if fields["response"] == self._digest(request, fields) else "403 No")

    def _digest(self, request: str, fields: dict[str, str]) -> str:
        assert self.user is not None
        hasher = hashlib.md5 if self.algorithm == "MD5" else hashlib.sha256
        uri = request.split(" ")[1]
        secret = hasher(f"{self.user[0]}:{self.realm}:{self.user[1]}".encode()).hexdigest()
        act = hasher(f"OPTIONS:{uri}".encode()).hexdigest()
        middle = f"{NONCE}:{fields['nc']}:{fields['cnonce']}:auth"
        return hasher(f"{secret}:{middle}:{act}".encode()).hexdigest()


def _response(request: str, status: str, more: str = "") -> bytes:
    """RFC 3261, section 8.2.6.2: these headers are copied."""
    copied = "".join(
        f"{line}\r\n"
        for line in request.split("\r\n")
        if line.startswith(("Via:", "From:", "To:", "Call-ID:", "CSeq:"))
    )
    return f"SIP/2.0 {status}\r\n{copied}{more}Content-Length: 0\r\n\r\n".encode()
