"""Bodies that are too large for memory: streamed into the object store before the request's transaction begins.

A form (multipart/form-data, RFC 7578) has one file; its other fields are small and kept beside it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from talkif_schemas.errors import Invalid, Unavailable
from talkif_schemas.ids import AccountId, uuid7_hex

from .boundary import MAX_BYTES
from .storage import Storage

FOLDER: Final = "uploads"
#: A client that sends nothing for this long is given up.
_SILENCE_S: Final = 30.0
_MAX_FIELD_BYTES: Final = 64 * 1024
_MAX_PARTS: Final = 50


@dataclass(slots=True)
class Upload:
    """A file that has arrived. It is deleted when the request is over, unless that has succeeded and it `is_kept`.

    `fields`: of the form around it.
    """

    key: str
    content_type: str
    charset: str = ""
    """What the Content-Type says of it, in lower case."""
    file_name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0
    sha256: bytes = b""
    """Of the whole body."""
    is_kept: bool = False
    """Set by who needs the file after the request, and deletes it then."""


@asynccontextmanager
async def received(request: Request, account_id: AccountId) -> AsyncIterator[Upload]:
    """Raises Invalid for a form that cannot be read or a client that stops sending, TooLarge and Unavailable."""
    setattr(request.state, MAX_BYTES, request.app.state.max_upload_bytes)
    storage: Storage = request.app.state.storage
    content_type, parameters = parse_options_header(request.headers.get("Content-Type", ""))
    upload = Upload(
        f"{FOLDER}/{account_id}/{uuid7_hex()}", content_type.decode("latin-1").lower(), _charset(parameters)
    )
    parser: _Parser = _Plain()
    if upload.content_type == "multipart/form-data":
        if b"boundary" not in parameters:
            raise Invalid("malformed_body", "The form has no boundary in its Content-Type.")
        parser = _Form(upload, parameters[b"boundary"])
    digest = hashlib.sha256()
    failure: Exception | None = None

    async def file() -> AsyncIterator[bytes]:
        nonlocal failure
        try:
            async for chunk in _arriving(request):
                digest.update(chunk)
                if piece := parser.feed(chunk):
                    upload.size_bytes += len(piece)
                    yield piece
            parser.finish()
        except Exception as error:
            # The store wraps what its source raises.
            failure = error
            raise

    try:
        try:
            await storage.save(upload.key, file())
        except Exception:
            if failure is not None:
                raise failure from None
            raise
        upload.sha256 = digest.digest()
        yield upload
    except BaseException:
        upload.is_kept = False
        raise
    finally:
        if not upload.is_kept:
            with suppress(Unavailable):  # What is left is deleted by `tidy_imports`; the answer holds all the same.
                await storage.delete(upload.key)


async def _arriving(request: Request) -> AsyncIterator[bytes]:
    chunks = request.stream()
    while True:
        try:
            async with asyncio.timeout(_SILENCE_S):
                chunk = await anext(chunks, None)
        except (TimeoutError, ClientDisconnect):
            raise Invalid("malformed_body", "The upload ended before it was complete.") from None
        if chunk is None:
            return
        yield chunk


def _charset(parameters: Mapping[bytes, bytes]) -> str:
    return parameters.get(b"charset", b"").decode("latin-1").strip().lower()


class _Parser(Protocol):
    def feed(self, chunk: bytes) -> bytes:
        """What of the file is in the chunk."""

    def finish(self) -> None:
        """Raises Invalid when something is missing."""


class _Plain:
    """The body is the file."""

    def feed(self, chunk: bytes) -> bytes:
        return chunk

    def finish(self) -> None:
        pass


class _Form:
    """The file is the part that has a file name, or is called `file`."""

    def __init__(self, upload: Upload, boundary: bytes) -> None:
        self._upload = upload
        self._headers: dict[str, bytes] = {}
        self._header_name = self._header_value = b""
        self._name = ""
        self._is_file = self._has_file = self._is_complete = False
        self._parts = 0
        self._value = bytearray()
        self._file = bytearray()
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": self._on_header_name,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_end,
            "on_end": self._complete,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def feed(self, chunk: bytes) -> bytes:
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise Invalid("malformed_body", "The form cannot be read.") from None
        piece, self._file = bytes(self._file), bytearray()
        return piece

    def finish(self) -> None:
        if not self._is_complete:
            raise Invalid("malformed_body", "The form ends before its last boundary.")
        if not self._has_file:
            raise Invalid("malformed_body", "The form has no part with a file.")

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise Invalid("malformed_body", f"A form has at most {_MAX_PARTS} parts.")
        self._headers, self._value = {}, bytearray()

    def _on_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _on_headers(self) -> None:
        _, parameters = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = parameters.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = b"filename" in parameters or self._name == "file"
        if not self._is_file:
            return
        if self._has_file:
            raise Invalid("malformed_body", "The form has more than one file.")
        self._has_file = True
        kind, of_kind = parse_options_header(self._headers.get("content-type", b""))
        self._upload.content_type, self._upload.charset = kind.decode("latin-1").lower(), _charset(of_kind)
        self._upload.file_name = parameters.get(b"filename", b"").decode("utf-8", "replace")

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._file += data[start:end]
            return
        self._value += data[start:end]
        if len(self._value) > _MAX_FIELD_BYTES:
            raise Invalid("malformed_body", f"The field {self._name} is larger than {_MAX_FIELD_BYTES} bytes.")

    def _on_end(self) -> None:
        if not self._is_file:
            self._upload.fields[self._name] = self._value.decode("utf-8", "replace")

    def _complete(self) -> None:
        self._is_complete = True
