"""`talkif-flows build`."""

from __future__ import annotations

from pathlib import Path

import click

from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import artifact_bytes, digest

from ..diagnostics import has_errors, in_order
from .compiling import compile_paths
from .printing import FORMATS, Format, print_diagnostics


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the artifacts.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def build(context: click.Context, paths: tuple[Path, ...], out: Path, form: Format) -> None:
    """Compile flows to OUT/FLOW.artifact.json and print their digests. One error, and nothing is written."""
    compilations = compile_paths(paths)
    diagnostics = in_order(found for compilation in compilations for found in compilation.diagnostics)
    if diagnostics:
        print_diagnostics(diagnostics, form, len(compilations))
    if has_errors(diagnostics):
        context.exit(1)
    artifacts = [compilation.artifact for compilation in compilations if compilation.artifact is not None]
    _refuse_twins(artifacts)
    for artifact in artifacts:
        click.echo(f"{_write(artifact, out)}  {artifact.flow}")


def _refuse_twins(artifacts: list[Artifact]) -> None:
    ids = [artifact.flow for artifact in artifacts]
    twins = sorted({flow for flow in ids if ids.count(flow) > 1})
    if twins:
        raise click.UsageError(f"several files declare the flow {', '.join(twins)}; nothing was written")


def _write(artifact: Artifact, out: Path) -> str:
    """Returns the digest."""
    data = artifact_bytes(artifact)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{artifact.flow}.artifact.json").write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    return digest(data)
