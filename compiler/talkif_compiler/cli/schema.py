"""`talkif-flows schema`."""

from __future__ import annotations

import click

from ..json_schema import flow_schema_text


@click.command()
def schema() -> None:
    """Print the JSON Schema of flow files, for editors."""
    click.echo(flow_schema_text(), nl=False)
