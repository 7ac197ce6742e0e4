"""`talkif-flows templates`."""

from __future__ import annotations

from pathlib import Path

import click

from ..deploy.client import Client, DeployError
from ..deploy.lock import text_with
from ..deploy.templates import Fetched, fetch, missing
from ..render.visible import visible
from ..repository.flow_files import ProjectError, read_inside, root_around
from ..repository.recognition import LOCK_FILE
from .printing import write
from .target import Asked, refused, target_options
from .writing import replace_file


@click.command()
@click.argument("slugs", nargs=-1)
@click.option(
    "--folder", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False), help="In the repository."
)
@click.option("--force", is_flag=True, help="Also replace files that have another text.")
@target_options
@click.pass_context
def templates(context: click.Context, asked: Asked, slugs: tuple[str, ...], folder: Path, force: bool) -> None:
    """Fetch prompt templates of the account into prompts/.

    Their versions and digests are kept in talkif.lock.

    SLUGS are the templates; without them, those that the flows call as partials and that have no file. Exit code 2 when
    a flow or prompt cannot be read, and so may call more of them.
    """
    root = root_around(folder.resolve())
    try:
        called, unread = (slugs, {}) if slugs else missing(root)
        with Client(asked.target(root)) as client:
            fetched = fetch(client, root, called)
        lock = text_with(root, fetched)
        changed = [item for item in fetched if read_inside(root, item.file) not in (None, item.text)]
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    except DeployError as error:
        raise refused(error) from error
    if changed and not force:
        files = ", ".join(item.file for item in changed)
        raise click.ClickException(f"these files have another text: {files}. --force replaces them.")
    for item in fetched:
        _write(root, item)
    if fetched:
        replace_file(root / LOCK_FILE, lock, root)
    for path, reason in unread.items():
        write(f"{visible(path.relative_to(root).as_posix())}: {reason}", err=True)
    context.exit(2 if unread else 0)


def _write(root: Path, item: Fetched) -> None:
    is_new = read_inside(root, item.file) != item.text
    if is_new:
        replace_file(root / item.file, item.text, root)
    click.echo(f"{'fetched' if is_new else 'kept'}  {item.file}  version {item.version}")
