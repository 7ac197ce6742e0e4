"""`talkif-flows lock`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from ..deploy.client import Client, DeployError
from ..deploy.lock import Locked, Wanted, problems, resolve
from ..render.visible import visible
from ..repository.flow_files import ProjectError, root_around
from ..repository.recognition import LOCK_FILE
from .printing import write
from .target import Asked, refused, target_options
from .writing import remove_file, replace_file


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--check", is_flag=True, help="Ask nobody and write nothing; exit with 1 when talkif.lock will not do.")
@click.option("--update", is_flag=True, help="Take the newest versions that the flows accept.")
@target_options
@click.pass_context
def lock(context: click.Context, asked: Asked, folder: Path, check: bool, update: bool) -> None:
    """Fetch the flows that a repository imports, and write talkif.lock.

    The API is asked only for what is not kept already. While a flow cannot be read, nothing that is locked is let go.
    Exit code 1 for a flow with errors that hide what it runs, 2 for one that cannot be read at all.
    """
    root = root_around(folder.resolve())
    try:
        if check:
            found, wanted = problems(root)
            for line in found:
                click.echo(line)
            context.exit(max(_unclear(wanted), 1 if found else 0))
        with ExitStack() as opened:
            locked = resolve(lambda: opened.enter_context(Client(asked.target(root))), root, update=update)
        _write(root, locked)
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    except DeployError as error:
        raise refused(error) from error
    context.exit(_unclear(locked.wanted))


def _unclear(wanted: Wanted) -> int:
    """Say of which flows it is not known what they run. Returns the exit code."""
    for path, reason in wanted.unread.items():
        write(f"{visible(path)}: {reason}", err=True)
    for path in wanted.torn:
        write(f"{visible(path)}: it has errors that hide which flows it runs; validate it", err=True)
    return 2 if wanted.unread else 1 if wanted.torn else 0


def _write(root: Path, locked: Locked) -> None:
    """The artifacts first: a lock file never names one that is not there."""
    for file, data in locked.artifacts.items():
        replace_file(root / file, data.decode(), root)
    replace_file(root / LOCK_FILE, locked.text, root)
    for file in locked.stale:
        remove_file(root / file, root)
    for item in locked.imports:
        news = "fetched" if item.file in locked.artifacts else "kept"
        click.echo(f"{news}  {item.flow} {item.version}  {item.digest}")
    if not locked.wanted.flows and locked.wanted.is_whole:
        click.echo("no flow imports another one")
