"""`talkif runtime`: answer calls until told to stop."""

from __future__ import annotations

import asyncio
import signal

import click
import uvloop

from talkif_runtime.main import running
from talkif_runtime.settings import Settings, SettingsError, load


@click.command()
def runtime() -> None:
    """Answer calls. Settings come from the environment."""
    try:
        settings = load()
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings):
        click.echo(f"webhooks on {settings.host}:{settings.http_port}, audio on {settings.host}:{settings.media_port}")
        await stop.wait()
