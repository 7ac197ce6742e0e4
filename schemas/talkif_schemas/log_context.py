"""What log lines belong to: a request, a job, a call. All programs write the same names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_current: Final[ContextVar[Mapping[str, str]]] = ContextVar("log_context", default=_NOTHING)


@contextmanager
def belonging_to(**names: str) -> Iterator[None]:
    """Log lines of the block, and of the tasks that it starts, carry these: `requestId`, `accountId`, `callId` …"""
    token = _current.set({**_current.get(), **names})
    try:
        yield
    finally:
        _current.reset(token)


def belongs_to() -> Mapping[str, str]:
    return _current.get()
