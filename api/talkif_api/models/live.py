"""What vendors themselves list: asked at most once an hour, by one request at a time, and kept when they fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, TypeVar

from talkif_compiler.catalogue import Kind, Model, Voice

from ..kit.clock import Clock
from . import vendors
from .vendor_http import Access, VendorDown, VendorRefused

Entry = TypeVar("Entry", Model, Voice)

FRESH_S: Final = 3600.0
#: After a failure the vendor is left alone for so long, and nobody waits for it.
RETRY_S: Final = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Entry]):
    """`entries` is None when the vendor has not answered yet; `error` is why its last answer is missing."""

    entries: tuple[Entry, ...] | None
    as_of: date | None
    error: str | None


@dataclass(slots=True)
class _Kept:
    listing: Listing[Any] = Listing(None, None, None)
    good_until_s: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Live:
    """One per process. `keys` and `base_urls`: by vendor. `unix_s`: seconds since 1970."""

    def __init__(self, keys: Mapping[str, str], base_urls: Mapping[str, str], unix_s: Clock) -> None:
        self._keys = keys
        self._base_urls = {**vendors.BASE_URLS, **base_urls}
        self._now_s = unix_s
        self._kept: dict[tuple[str, str], _Kept] = {}

    def has_key(self, vendor: str) -> bool:
        return bool(self._keys.get(vendor))

    def access(self, vendor: str) -> Access | None:
        """None without a key or an address."""
        key, base_url = self._keys.get(vendor), self._base_urls.get(vendor)
        if not key or not base_url:
            return None
        # The runtime speaks WebSocket to some vendors under the same address.
        return Access(base_url.replace("ws", "http", 1) if base_url.startswith("ws") else base_url, key)

    async def models(self, kind: Kind, vendor: str) -> Listing[Model] | None:
        """None when the vendor cannot be asked."""
        ask, access = vendors.MODELS[kind].get(vendor), self.access(vendor)
        if ask is None or access is None:
            return None
        return await self._listing((kind, vendor), lambda: ask(access, kind))

    async def voices(self, vendor: str) -> Listing[Voice] | None:
        """None when the vendor cannot be asked."""
        ask, access = vendors.VOICES.get(vendor), self.access(vendor)
        if ask is None or access is None:
            return None
        return await self._listing(("voices", vendor), lambda: ask(access))

    async def _listing(self, place: tuple[str, str], ask: Callable[[], Awaitable[tuple[Entry, ...]]]) -> Listing[Entry]:
        kept = self._kept.setdefault(place, _Kept())
        async with kept.lock:
            if self._now_s() >= kept.good_until_s:
                kept.listing = await self._asked(place, ask, kept.listing)
                kept.good_until_s = self._now_s() + (FRESH_S if kept.listing.error is None else RETRY_S)
            return kept.listing

    async def _asked(
        self, place: tuple[str, str], ask: Callable[[], Awaitable[tuple[Entry, ...]]], before: Listing[Entry]
    ) -> Listing[Entry]:
        try:
            entries = await ask()
        except (VendorDown, VendorRefused) as error:
            _log.warning("%s of %s cannot be listed: %s", *place, error)
            return Listing(before.entries, before.as_of, str(error))
        return Listing(entries, datetime.fromtimestamp(self._now_s(), UTC).date(), None)
