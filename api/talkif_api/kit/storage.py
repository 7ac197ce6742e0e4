"""Files in the object store, and time-limited links for reading them.

Cloud stores sign links themselves. Links into a local folder point at the API, which checks its own signature and
serves the file.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import obstore
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, LocalStore, ObjectStore, S3Store, from_url

from talkif_schemas.errors import NotFound, Unavailable

from ..settings import Settings
from .clock import Clock, unix_s

FILES_PATH: Final = "/files"
_CHUNK_BYTES: Final = 256 * 1024
#: Of a large file that is written or read piece by piece; S3 takes no smaller parts.
_PART_BYTES: Final = 5 * 1024 * 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredFile:
    size_bytes: int
    chunks: AsyncIterator[bytes]


class Storage:
    """`public_url` and `signing_key` are used for stores that cannot sign links."""

    def __init__(self, store: ObjectStore, *, public_url: str, signing_key: bytes, clock: Clock) -> None:
        self._store = store
        self._public_url = public_url
        self._signing_key = signing_key
        self._clock = clock

    async def reading_url(self, key: str, *, expires_in_s: int) -> str:
        """Raises NotFound when there is no such file, Unavailable when the store does not answer."""
        with _store_errors(key):
            await obstore.head_async(self._store, key)
            if isinstance(self._store, S3Store | GCSStore | AzureStore):
                return await obstore.sign_async(self._store, "GET", key, timedelta(seconds=expires_in_s))
        expires_at_s = int(self._clock()) + expires_in_s
        query = urlencode({"expires": expires_at_s, "signature": self._sign(key, expires_at_s)})
        return f"{self._public_url}{FILES_PATH}/{quote(key)}?{query}"

    async def open_signed(self, key: str, expires_at_s: int, signature: str) -> StoredFile:
        """The file of a link that `reading_url` made. Raises NotFound for a link that is forged or has expired."""
        genuine = hmac.compare_digest(self._sign(key, expires_at_s).encode(), signature.encode())
        if not genuine or self._clock() > expires_at_s:
            raise NotFound("not_found", "The link is not valid any more.")
        with _store_errors(key):
            result = await obstore.get_async(self._store, key)
        return StoredFile(result.meta["size"], _chunks(result))

    async def save(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Store a file of any size, piece by piece. What fails leaves nothing. Raises Unavailable."""
        with _store_errors(key):
            await obstore.put_async(self._store, key, chunks, chunk_size=_PART_BYTES, max_concurrency=2)

    def read(self, key: str) -> Iterator[bytes]:
        """A file from its beginning, for a thread of its own. Raises NotFound and Unavailable.

        Each piece is one request, so that the time limit of a request does not bound the whole file.
        """
        with _store_errors(key):
            size = obstore.head(self._store, key)["size"]
        for start in range(0, size, _PART_BYTES):
            with _store_errors(key):
                piece = bytes(obstore.get_range(self._store, key, start=start, end=min(start + _PART_BYTES, size)))
            yield piece

    async def delete(self, key: str) -> None:
        """Gone for good; nothing happens when it is gone already. Raises Unavailable."""
        try:
            with _store_errors(key):
                await obstore.delete_async(self._store, key)
        except NotFound:
            return

    async def delete_older(self, prefix: str, *, age_s: float) -> None:
        """Delete the files below a prefix that were stored longer ago. Raises Unavailable."""
        before = datetime.fromtimestamp(self._clock() - age_s, UTC)
        with _store_errors(prefix):
            async for found in obstore.list(self._store, prefix):
                for meta in found:
                    if meta["last_modified"] < before:
                        await self.delete(meta["path"])

    def _sign(self, key: str, expires_at_s: int) -> str:
        return hmac.new(self._signing_key, f"{expires_at_s}\n{key}".encode(), hashlib.sha256).hexdigest()


@contextmanager
def _store_errors(key: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound("not_found", "The file is not there any more.") from None
    except BaseError as error:
        _log.warning("the object store failed at %s: %s", key, error)
        raise Unavailable("unavailable", "The file store does not answer.") from error


async def _chunks(result: obstore.GetResult) -> AsyncIterator[bytes]:
    async for chunk in result.stream(min_chunk_size=_CHUNK_BYTES):
        yield bytes(chunk)


def open_storage(settings: Settings) -> Storage:
    """The storage of a running API."""
    return Storage(
        open_store(settings.storage_url),
        public_url=settings.public_url,
        signing_key=settings.signing_key,
        clock=unix_s,
    )


def open_store(url: str) -> ObjectStore:
    """`file:PATH` is a folder, made when it is missing; s3://, gs:// and az:// take keys from the usual variables.

    Requests to a cloud store give up after a few seconds instead of the library's minutes.
    """
    if url.startswith("file:"):
        folder = Path(url.removeprefix("file:").removeprefix("//")).absolute()
        return LocalStore(prefix=folder, mkdir=True)
    return from_url(
        url,
        client_options={"timeout": timedelta(seconds=10), "connect_timeout": timedelta(seconds=3)},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=15)},
    )
