"""`talkif api`: serve the REST API until told to stop."""

from __future__ import annotations

import click
import uvloop

from talkif_schemas.environment import SettingsError

from ..main import serve
from ..settings import load, load_log_settings
from .logs import start_logging
from .traces import exported_traces


@click.command()
def api() -> None:
    """Serve the REST API. Settings come from the environment."""
    try:
        settings = load()
        start_logging(load_log_settings())
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    with exported_traces("talkif-api"):
        uvloop.run(serve(settings))
