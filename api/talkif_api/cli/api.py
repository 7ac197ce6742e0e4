"""`talkif api`: serve the REST API until told to stop."""

from __future__ import annotations

import click
import uvloop

from ..main import serve
from ..settings import SettingsError, load


@click.command()
def api() -> None:
    """Serve the REST API. Needs TALKIF_DATABASE_URL and TALKIF_SIGNING_KEY."""
    try:
        settings = load()
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    uvloop.run(serve(settings))
