"""Work that a handler needs, that takes long and wants no database: the request holds no connection meanwhile.

A handler asks for the result. While there is none, its transaction is rolled back, the work is done, and the handler
begins anew in another transaction. That one reads everything again, so what it writes follows from what is there now:
where something changed meanwhile, the work is another one, and is done, too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from talkif_schemas.errors import Unavailable

#: Works of one request. Only who is overtaken by others again and again needs so many.
_MAX_WORKS: Final = 10

Result = TypeVar("Result")


class Outstanding(Exception):
    """The handler cannot go on before `Aside.work` was called."""


class Aside:
    """The work of one request."""

    def __init__(self) -> None:
        self._done: list[tuple[tuple[object, ...], Any]] = []
        self._next: tuple[tuple[object, ...], Callable[[], Awaitable[Any]]] | None = None

    def result(self, key: tuple[object, ...], work: Callable[[], Awaitable[Result]]) -> Result:
        """Equal keys stand for equal work. Raises Outstanding, which no handler catches."""
        for known, found in self._done:
            if known == key:
                result: Result = found
                return result
        self._next = key, work
        raise Outstanding

    async def work(self) -> None:
        """Do what is outstanding, if anything. Raises what that raises, and Unavailable when there is no end to it."""
        if self._next is None:
            return
        if len(self._done) == _MAX_WORKS:
            raise Unavailable("unavailable", "What the request depends on keeps changing. Try again.")
        (key, work), self._next = self._next, None
        self._done.append((key, await work()))
