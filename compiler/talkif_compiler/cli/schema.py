"""`talkif-flows schema`."""

from __future__ import annotations

import click

from ..files.json_schema import FILES, schema_text


@click.command()
@click.argument("kind", type=click.Choice(tuple(FILES)), default="flow")
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for editors. KIND is flow, test, project or tools."""
    click.echo(schema_text(kind), nl=False)
