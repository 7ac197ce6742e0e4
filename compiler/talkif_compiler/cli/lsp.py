"""`talkif-flows lsp`."""

from __future__ import annotations

import click


@click.command()
@click.option("--stdio", is_flag=True, expose_value=False, help="Talk over stdin and stdout, as it does anyway.")
@click.pass_context
def lsp(context: click.Context) -> None:
    """Serve editors: findings while typing, completion, navigation, renaming, fixes."""
    try:
        from ..lsp.features import new_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise click.UsageError("the language server needs more: pip install 'talkif-flows[lsp]'") from error
    server = new_server()
    server.start_io()
    context.exit(0 if server.is_shut_down else 1)
