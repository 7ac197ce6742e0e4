"""`talkif-flows lock`."""

from __future__ import annotations

from pathlib import Path

import click

from ..deploy.client import Client, DeployError, Target
from ..deploy.lock import Locked, problems, resolve
from ..repository.flow_files import ProjectError, root_around
from ..repository.recognition import LOCK_FILE
from .target import refused, target_options
from .writing import remove_file, replace_file


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--check", is_flag=True, help="Ask nobody and write nothing; exit with 1 when talkif.lock will not do.")
@click.option("--update", is_flag=True, help="Take the newest versions that the flows accept.")
@target_options(required=False)
@click.pass_context
def lock(context: click.Context, target: Target | None, folder: Path, check: bool, update: bool) -> None:
    """Fetch the flows that a repository imports, and write talkif.lock."""
    root = root_around(folder.resolve())
    try:
        if check:
            found = problems(root)
            for line in found:
                click.echo(line)
            context.exit(1 if found else 0)
        if target is None:
            raise click.UsageError("say where the API is: --api-url, --account and --api-key, or the environment")
        with Client(target) as client:
            _write(root, resolve(client, root, update=update))
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
    except DeployError as error:
        raise refused(error) from error


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
