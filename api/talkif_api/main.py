"""Wires the API together and serves it until told to stop. The only place that knows all the parts."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from fastapi import FastAPI

from .app import create_app, description
from .kit.db import open_database
from .kit.http_connection import HttpConnection
from .kit.storage import open_storage
from .settings import Settings

#: Requests that still run this long after the signal are cut off.
_GRACE_S: Final = 15

_log = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn would keep them to itself until all requests have ended."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. The database may be away at the start; requests say so until it is there."""
    description()  # Before the first request that asks for it would hold up all others.
    storage = open_storage(settings)
    async with open_database(settings.database_url, max_connections=settings.max_connections) as database:
        app = create_app(settings, database, storage)
        # All this stays to the end. Each look through it for garbage would hold up the requests that run.
        gc.collect()
        gc.freeze()
        server = listener(app, settings)

        def stop() -> None:
            _log.info("told to stop")
            app.state.streams.stop()
            server.should_exit = True

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        await server.serve()


def listener(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """The HTTP server of the application, which does not run yet."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=HttpConnection,
        log_config=None,
        access_log=False,
        lifespan="off",
        # The server would believe any proxy on this machine; whom to believe is a setting of ours.
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return _Server(config)
