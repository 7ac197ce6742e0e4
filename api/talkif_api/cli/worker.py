"""`talkif worker`: run durable jobs until told to stop."""

from __future__ import annotations

import asyncio

import click

from ..settings import SettingsError, load
from ..worker import work


@click.command()
def worker() -> None:
    """Run durable jobs. Needs the same variables as `talkif api`."""
    try:
        settings = load()
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    asyncio.run(work(settings))
