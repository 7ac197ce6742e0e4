"""Wires a runtime together and runs it. The only place that knows all the parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from obstore.store import LocalStore, ObjectStore, from_url

from talkif_schemas.artifact import Services

from .archive import Archive
from .clock import SystemClock
from .metrics import Metrics
from .orders import obey
from .programs import Programs
from .providers.contract import ProviderError, SttOptions, TtsOptions
from .providers.registry import Registry
from .providers.speech_cache import SpeechCache
from .recovery import keep_recovering
from .server import create_app, serve_http, serve_media
from .session.equipment import Equipment, Vendors
from .session.outside import reach
from .session.recorder import Recorder
from .settings import Settings
from .store import open_store
from .switchboard import Switchboard
from .webhooks import Webhooks


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Switchboard]:
    """A runtime that answers calls for as long as the context lasts."""
    clock, metrics = SystemClock(), Metrics()
    registry = Registry(settings.vendor_urls)
    async with open_store(settings.database_url) as store, reach(settings, store, clock) as outside:
        recorder = Recorder(store, metrics)
        equipment = Equipment(clock, recorder, outside, SpeechCache(), metrics, partial(choose, registry, settings))
        programs = Programs(store, outside.bindings, settings.trusted_keys)
        archive = Archive(open_storage(settings.recordings_url), store)
        switchboard = Switchboard(settings, store, archive, programs, equipment)
        app = create_app(Webhooks(settings, store, outside.logins, switchboard, clock, metrics))
        registry.load(settings.vendor_keys)
        if settings.offline_allowed:
            await warm_offline(registry)
        obeying = obey(settings.database_url, lambda: switchboard.active, switchboard.end)
        try:
            async with (
                _meanwhile(recorder, obeying, keep_recovering(switchboard.recover)),
                serve_media(settings, store, switchboard, clock),
                serve_http(app, settings.host, settings.http_port),
            ):
                yield switchboard
        finally:
            await registry.close()


@asynccontextmanager
async def _meanwhile(recorder: Recorder, *work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Keep the journal and do this work for as long as the context lasts.

    A defect in them ends the block and is raised: calls would be neither written down nor ended nor taken over.
    """
    async with asyncio.TaskGroup() as group:
        writer = group.create_task(recorder.run())
        tasks = [group.create_task(each) for each in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            recorder.close()
            await asyncio.wait([writer])  # Until the last events are written; its defect is the group's to raise.


def choose(registry: Registry, settings: Settings, services: Services) -> Vendors:
    """The vendors of a flow that can be used here, in its order."""
    offline = settings.offline_allowed
    keys = settings.vendor_keys
    return Vendors(
        registry.choose("stt", services.stt, keys, offline_allowed=offline).usable,
        registry.choose("llm", services.llm, keys, offline_allowed=offline).usable,
        registry.choose("tts", services.tts, keys, offline_allowed=offline).usable,
    )


async def warm_offline(registry: Registry) -> None:
    """Load the offline models before the first caller has to wait for them."""
    nothing = Deaf()
    for _, stt in registry.choose("stt", (), {}, offline_allowed=True).usable:
        await (await stt.open(SttOptions("en-US"), nothing)).close()
    for _, tts in registry.choose("tts", (), {}, offline_allowed=True).usable:
        await (await tts.open(TtsOptions("en-US"), nothing)).close()


class Deaf:
    """A sink that wants nothing."""

    def on_speech_started(self) -> None:
        """Nobody speaks."""

    def on_final(self, text: str, confidence: float, stt_ms: int) -> None:
        """Nobody speaks."""

    def on_stt_error(self, error: ProviderError) -> None:
        """The first call will find out and fall back."""

    def on_audio(self, utterance: int, audio: bytes, text: str | None) -> None:
        """Nothing is said."""

    def on_audio_done(self, utterance: int) -> None:
        """Nothing is said."""

    def on_tts_error(self, error: ProviderError) -> None:
        """The first call will find out and fall back."""


def open_storage(url: str) -> ObjectStore:
    """`file:PATH` is a folder, made when it is missing; everything else is what obstore understands."""
    if url.startswith("file:"):
        folder = Path(url.removeprefix("file:").removeprefix("//")).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(prefix=folder)
    return from_url(
        url,
        client_options={"timeout": timedelta(seconds=60), "connect_timeout": timedelta(seconds=3)},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(minutes=2)},
    )
