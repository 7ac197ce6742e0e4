"""`talkif-flows init`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from .writing import replace_file

#: Path in a new repository -> file of the starter.
STARTER: dict[str, str] = {
    "talkif.yaml": "talkif.yaml",
    "flows/front-desk.yaml": "flows/front-desk.yaml",
    "flows/front-desk.test.yaml": "flows/front-desk.test.yaml",
    "prompts/front-desk.md": "prompts/front-desk.md",
    ".github/workflows/flows.yml": "github/flows.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".vscode/settings.json": "vscode-settings.json",
    ".vscode/extensions.json": "vscode-extensions.json",
    ".gitignore": "gitignore",
    "README.md": "readme.md",
}
_SCHEMAS = ".talkif/schemas"


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Lay out a new repository of flows in FOLDER.

    It has a project file, a flow with its test, a CI workflow and editor settings. Nothing is overwritten.
    """
    texts = _texts()
    taken = [path for path in texts if (folder / path).exists()]
    if taken:
        raise click.UsageError(f"{', '.join(taken)} would be overwritten; nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{folder}: {error.strerror}") from error
    for path, text in texts.items():
        replace_file(folder / path, text, folder)
        click.echo(f"wrote  {path}")
    click.echo("\nNext: `talkif-flows validate .`")


def _texts() -> dict[str, str]:
    from ..files.json_schema import FILES, schema_text

    starter = files("talkif_compiler") / "starter"
    texts = {path: (starter / file).read_text(encoding="utf-8") for path, file in STARTER.items()}
    return texts | {f"{_SCHEMAS}/{kind}.schema.json": schema_text(kind) for kind in FILES}
