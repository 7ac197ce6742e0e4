"""Runs work of the compiler in processes beside the API: other requests go on meanwhile, and slow work is stopped."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar, TypeVarTuple, Unpack

from pebble import ProcessExpired, ProcessPool

from talkif_schemas.errors import Unavailable

from ..kit.aside import Aside

#: For waiting and working together.
TIMEOUT_S: Final = 20.0
#: Running and waiting: who comes then would wait too long.
AT_ONCE: Final = 5
_RETRY_AFTER_SECS: Final = 5
_PRELOADED: Final = "talkif_compiler.pipeline"

_places = asyncio.Semaphore(AT_ONCE)

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


@cache
def _pool() -> ProcessPool:
    """Started with the first work. Its processes end with ours.

    They are forked from one that has loaded the compiler, so that one that was killed is replaced at once.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return ProcessPool(max_workers=min(os.cpu_count() or 1, AT_ONCE), context=context)


def result(aside: Aside, work: Callable[[Unpack[Arguments]], Result], *arguments: *Arguments) -> Result:
    """What `run` gives, which the request waits for without a connection. Raises Outstanding until it is there."""
    return aside.result((work, *arguments), lambda: run(work, *arguments))


async def run(work: Callable[[Unpack[Arguments]], Result], *arguments: *Arguments) -> Result:
    """`work` is a function of a module; arguments and result are pickled. As many run at once as there are cores.

    Raises Unavailable when too many are waiting, when time is up, and when the process dies.
    """
    if _places.locked():
        raise Unavailable(
            "compiler_busy",
            "Too many flows are being compiled now. Try again in a moment.",
            meta={"retryAfterSecs": _RETRY_AFTER_SECS},
        )
    async with _places:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                # Cancelling the future kills the process.
                return await asyncio.wrap_future(_pool().schedule(work, args=arguments))
        except TimeoutError:
            detail = f"The compiler did not finish within {TIMEOUT_S:.0f} s."
            raise Unavailable("compiler_timeout", detail, meta={"limitSecs": TIMEOUT_S}) from None
        except ProcessExpired as error:
            raise Unavailable("unavailable", "The compiler stopped unexpectedly.") from error
