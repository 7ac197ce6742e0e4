"""`talkif-flows build`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from talkif_schemas.canonical import artifact_bytes, digest
from talkif_schemas.source_map import source_map_data

from ..deploy.provenance import provenance, read_commit
from ..diagnostics import has_errors, in_order
from .compiling import Built, compile_paths
from .printing import FORMATS, Format, print_diagnostics
from .signing import sign_option, signer

if TYPE_CHECKING:
    from talkif_schemas.signature import Signature


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the artifacts.")
@click.option("--env", "environment", help="Only the bindings of this environment count.")
@sign_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def build(
    context: click.Context, paths: tuple[Path, ...], out: Path, environment: str | None, key: Path | None, form: Format
) -> None:
    """Compile flows to OUT/FLOW.artifact.json and print their digests. One error, and nothing is written.

    Beside each artifact stand its source map, its provenance, and with --sign its signature.
    """
    sign = signer(key)
    flows = compile_paths(paths, environment=environment)
    diagnostics = in_order(found for flow in flows for found in flow.compilation.diagnostics)
    if diagnostics:
        print_diagnostics(diagnostics, form, ["flow"] * len(flows))
    if has_errors(diagnostics):
        context.exit(1)
    _refuse_twins(flows)
    for flow in flows:
        click.echo(f"{_write(flow, out, sign)}  {flow.artifact.flow}")


def _refuse_twins(flows: Iterable[Built]) -> None:
    ids = [flow.artifact.flow for flow in flows]
    twins = sorted({flow for flow in ids if ids.count(flow) > 1})
    if twins:
        raise click.UsageError(f"several files declare the flow {', '.join(twins)}; nothing was written")


def _write(flow: Built, out: Path, sign: Callable[[str], Signature] | None) -> str:
    """Returns the digest."""
    data = artifact_bytes(flow.artifact)
    address = digest(data)
    name = flow.artifact.flow
    commit = read_commit(flow.root)
    statement = provenance(flow.artifact, address, flow.entry, flow.files, commit)
    files = {
        f"{name}.artifact.json": data,
        f"{name}.provenance.json": orjson.dumps(statement, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE),
    }
    places = source_map_data(flow.compilation.source_map)
    files[f"{name}.sourcemap.json"] = orjson.dumps(places, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    if sign is not None:
        files[f"{name}.signature.json"] = orjson.dumps(
            {"digest": address, **sign(address).model_dump()}, option=orjson.OPT_APPEND_NEWLINE
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            (out / file).write_bytes(content)
        if sign is None:
            # One of an earlier build would be of another artifact.
            (out / f"{name}.signature.json").unlink(missing_ok=True)
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    return address
