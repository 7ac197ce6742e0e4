"""`talkif runtime`: answer calls until told to stop."""

from __future__ import annotations

import asyncio
import signal

import click
import uvloop

from talkif_api.settings import load_log_settings
from talkif_runtime.main import running
from talkif_runtime.settings import Settings, load
from talkif_schemas.environment import SettingsError, authority

from .logs import start_logging
from .traces import exported_traces


@click.command()
def runtime() -> None:
    """Answer calls. Settings come from the environment."""
    try:
        settings = load()
        start_logging(load_log_settings())
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    with exported_traces("talkif-runtime"):
        uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(settings):
        webhooks, audio = (authority(settings.host, port) for port in (settings.http_port, settings.media_port))
        click.echo(f"webhooks on {webhooks}, audio on {audio}")
        await stop.wait()
