"""A bulkhead: requests that wait for a vendor hold a database connection, and may not take all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from talkif_schemas.errors import Unavailable


class Bulkhead:
    """At most `limit` wait at once. Whoever comes then is sent away instead of waiting in line."""

    def __init__(self, limit: int) -> None:
        self._free = limit

    @classmethod
    def of_half(cls, connections: int) -> Bulkhead:
        """For half of a process's database connections."""
        return cls(max(1, connections // 2))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises Unavailable."""
        if self._free == 0:
            raise Unavailable("unavailable", "Too many requests wait for vendors now. Try again.")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
