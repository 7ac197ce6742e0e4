"""`talkif-flows validate`."""

from __future__ import annotations

from pathlib import Path

import click

from ..diagnostics import has_errors, in_order
from .compiling import check_paths
from .printing import FORMATS, Format, print_diagnostics


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def validate(context: click.Context, paths: tuple[Path, ...], form: Format) -> None:
    """Check flows. PATHS are flows, or folders that are searched for them."""
    flows = check_paths(paths)
    diagnostics = in_order(found for findings in flows for found in findings)
    print_diagnostics(diagnostics, form, len(flows))
    context.exit(1 if has_errors(diagnostics) else 0)
