"""`talkif-flows graph`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

import click

from ..diagnostics import renamed
from ..graph.comparison import all_added, compare
from ..graph.dot import dot
from ..graph.drawing import draw
from ..graph.focus import NoSuchNode, focus
from ..graph.json import json_text
from ..graph.mermaid import mermaid
from ..graph.picture import Picture
from ..graph.reading import Unreadable, read_flow
from ..graph.revision import RevisionError, RevisionFiles
from ..graph.svg import svg
from ..graph.text import text
from ..pipeline import check_flow
from ..repository.flow_files import ProjectError, find_flows, locate
from ..repository.project import read_bundle
from .compiling import as_seen_from_here
from .printing import print_diagnostics

Format: TypeAlias = Literal["mermaid", "dot", "svg", "json", "text"]
_WRITERS = {"mermaid": mermaid, "dot": dot, "svg": svg, "json": json_text, "text": text}
_BY_ENDING: dict[str, Format] = {".dot": "dot", ".gv": "dot", ".svg": "svg", ".json": "json", ".txt": "text"}


@click.command()
@click.argument("flow", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(_WRITERS)),
    help="Without it, the name of the file of --out decides.  [default: mermaid]",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write, instead of printing.")
@click.option("--diff", "revision", metavar="REV", help="Show what changed since this git revision.")
@click.option("--focus", "centre", metavar="NODE", help="Show this node and what is near it.")
@click.option("--depth", type=click.IntRange(0), help="How many steps from the node of --focus.  [default: 2]")
@click.pass_context
def graph(
    context: click.Context,
    flow: Path,
    form: Format | None,
    out: Path | None,
    revision: str | None,
    centre: str | None,
    depth: int | None,
) -> None:
    """Draw FLOW: its nodes, the ways between them, and what is wrong with them."""
    if depth is not None and centre is None:
        raise click.UsageError("--depth needs --focus")
    try:
        picture = _picture(flow, revision)
        if centre is not None:
            picture = focus(picture, centre, 2 if depth is None else depth)
    except Unreadable as error:
        print_diagnostics(error.diagnostics, "text", ["flow"])
        context.exit(1)
    except (ProjectError, RevisionError, NoSuchNode) as error:
        raise click.UsageError(str(error)) from error
    form = form or (_BY_ENDING.get(out.suffix.lower()) if out is not None else None) or "mermaid"
    _write(_WRITERS[form](picture), out)


def _picture(flow: Path, revision: str | None) -> Picture:
    (flow,) = find_flows([flow])
    root, entry = locate(flow)
    bundle = read_bundle(root, entry)
    findings = check_flow(bundle.files, bundle.entry, unread=bundle.unread)
    try:
        if bundle.entry in bundle.unread:
            raise Unreadable(findings)
        picture = draw(read_flow(bundle.files, bundle.entry), findings)
    except Unreadable as error:
        raise Unreadable(as_seen_from_here(root, findings)) from error
    return picture if revision is None else _compared(picture, RevisionFiles(root, revision), bundle.entry)


def _compared(picture: Picture, before: RevisionFiles, entry: str) -> Picture:
    if entry not in before:
        return all_added(picture)
    try:
        return compare(draw(read_flow(before, entry), ()), picture)
    except Unreadable as error:
        raise Unreadable(renamed(error.diagnostics, {entry: f"{before.name}:{entry}"})) from error


def _write(drawn: str, out: Path | None) -> None:
    if out is None:
        # As bytes: a picture is UTF-8, whatever the terminal speaks.
        click.echo(drawn.encode(), nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(drawn, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
