"""Writing diagnostics in the form that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal, TypeAlias

import click

from ..diagnostics import Diagnostic
from ..render import github, json, text

Format: TypeAlias = Literal["text", "concise", "json", "github"]
FORMATS: tuple[Format, ...] = ("text", "concise", "json", "github")


def print_diagnostics(diagnostics: Sequence[Diagnostic], form: Format, flow_count: int) -> None:
    if form == "json":
        click.echo(json.render_json(diagnostics))
        return
    for found in diagnostics:
        if form == "text":
            click.echo(text.full(found, color=_is_terminal()) + "\n")
        else:
            click.echo(github.annotation(found) if form == "github" else text.concise(found))
    click.echo(text.summary(diagnostics, flow_count), err=form == "github")


def _is_terminal() -> bool:
    return sys.stdout.isatty()
