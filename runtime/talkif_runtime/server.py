"""The two listeners of a runtime: HTTP for the carrier's webhooks, WebSockets for the audio. Nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from picows import WSListener, WSUpgradeRequest, ws_create_server

from .clock import Clock
from .media import MediaStream
from .media_token import MediaToken, verify
from .settings import Settings
from .store import Store, StoredCall
from .switchboard import Switchboard
from .webhooks import HANDLERS, Webhooks

_HANDSHAKE_S = 5.0
_MEDIA_PATH = "/media/"
#: Requests that still run so long after the end of the block are cut off. Calls need most of the time until a kill.
_GRACE_S = 3


class _Server(uvicorn.Server):
    """Leaves signals to the program: uvicorn would keep them to itself until all requests have ended."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def create_app(webhooks: Webhooks) -> FastAPI:
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.include_router(webhooks.router)
    for error, handler in HANDLERS.items():
        app.add_exception_handler(error, handler)
    return app


@asynccontextmanager
async def serve_http(app: FastAPI, host: str, port: int) -> AsyncIterator[None]:
    """Serve for as long as the context lasts; the port is open when it begins."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
            raise OSError(f"cannot listen on {host}:{port}")
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def serve_media(settings: Settings, store: Store, switchboard: Switchboard, clock: Clock) -> AsyncIterator[None]:
    """Accept media connections that carry a token of ours; refuse the rest in the handshake."""
    tasks: set[asyncio.Task[None]] = set()

    def spawn(work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def accept(request: WSUpgradeRequest) -> WSListener | None:
        path = request.path.decode("latin-1")
        if not path.startswith(_MEDIA_PATH):
            return None
        token = verify(path.removeprefix(_MEDIA_PATH), settings.media_key, clock.now().timestamp())
        return MediaStream(partial(_claim, store, token), switchboard, spawn) if token is not None else None

    server = await ws_create_server(
        accept, settings.host, settings.media_port, websocket_handshake_timeout=_HANDSHAKE_S, enable_auto_ping=False
    )
    try:
        yield
    finally:
        server.close()
        await switchboard.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _claim(store: Store, token: MediaToken, carrier_call_id: str) -> StoredCall | None:
    """The call of a token, once, and only for the carrier's call that the token was made for."""
    stored = await store.find_call(token.call_id)
    if stored is None or stored.carrier_call_id != carrier_call_id:
        return None
    return stored if await store.answer_call(stored.call_id, stored.account_id, token.nonce) else None
