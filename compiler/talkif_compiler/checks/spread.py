"""The checks of one large flow on two cores, for programs with one thread that may fork."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from ..linking.link import Linked
from ..source import SourceFile
from ..syntax.sources import Sources
from . import FAMILIES, check_families, run_checks
from .family import Family

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SPREAD_FROM = 1_000
"""Nodes. Below it, a second process takes longer than its half of the checks."""
_ELSEWHERE = frozenset({"dialogue", "services", "latency", "telephony", "compliance"})
"""These ask much the same of a flow, and take nearly as long as the other families together."""


def spread_checks(linked: Linked) -> list[Diagnostic]:
    """What `run_checks` finds. Where a second process cannot be had, or dies, everything is done here."""
    if len(linked.nodes) < _SPREAD_FROM or not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
        return run_checks(linked)
    # Importing it takes longer than checking a small flow.
    from multiprocessing import get_context

    here, there = _halves()
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sending, there, linked))
    process.start()
    sending.close()
    found = list(check_families(here, linked))
    try:
        found += _received(receiving.recv_bytes(), linked.sources)
    except EOFError:
        found += check_families(there, linked)
    finally:
        receiving.close()
        process.join()
    return found


def _halves() -> tuple[list[Family], list[Family]]:
    here = [family for family in FAMILIES if family.id not in _ELSEWHERE]
    return here, [family for family in FAMILIES if family.id in _ELSEWHERE]


def _send(sending: Connection, families: list[Family], linked: Linked) -> None:
    written = io.BytesIO()
    _Writer(written, linked.sources).dump(list(check_families(families, linked)))
    sending.send_bytes(written.getbuffer())


def _received(written: bytes, sources: Sources) -> Iterator[Diagnostic]:
    yield from _Reader(io.BytesIO(written), sources).load()


class _Writer(pickle.Pickler):
    """Files are named: places in them are compared with places in the very same file."""

    def __init__(self, file: io.BytesIO, sources: Sources) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._sources = sources

    def persistent_id(self, value: Any) -> str | None:
        is_ours = isinstance(value, SourceFile) and self._sources.get(value.home) is value
        return value.home if is_ours else None


class _Reader(pickle.Unpickler):
    """Of what a process of our own has written."""

    def __init__(self, file: io.BytesIO, sources: Sources) -> None:
        super().__init__(file)
        self._sources = sources

    def persistent_load(self, home: Any) -> SourceFile | None:
        return self._sources.get(home)
