"""`talkif worker`: run durable jobs until told to stop."""

from __future__ import annotations

import asyncio

import click

from talkif_schemas.environment import SettingsError

from ..calls.price_book import PricesInvalid, price_book
from ..settings import load, load_log_settings
from ..worker import work
from .logs import start_logging
from .traces import exported_traces


@click.command()
def worker() -> None:
    """Run durable jobs. Needs the same variables as `talkif api`."""
    try:
        settings = load()
        start_logging(load_log_settings())
        price_book(settings.prices)
    except (SettingsError, PricesInvalid) as error:
        raise click.UsageError(str(error)) from None
    with exported_traces("talkif-worker"):
        asyncio.run(work(settings))
