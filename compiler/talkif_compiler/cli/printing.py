"""Writing diagnostics in the form that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias, get_args

import click

from ..diagnostics import Diagnostic
from ..render import github, json, text
from ..render.capped import capped
from ..render.visible import visible
from ..repository.recognition import FileKind
from .settings import wants_no_color

Format: TypeAlias = Literal["text", "concise", "grouped", "json", "jsonl", "sarif", "github", "gitlab", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)
#: For people: these have a footer.
READ = frozenset({"text", "concise", "grouped"})


def print_diagnostics(
    diagnostics: Sequence[Diagnostic],
    form: Format,
    checked: Sequence[FileKind | None],
    *,
    paths: Sequence[str] = (),
    show_all: bool = False,
    quiet: bool = False,
    seconds: float | None = None,
) -> None:
    """`checked`: of what kind the files are. `paths`: what they are called. `seconds`: how long it took.

    `quiet`: findings and nothing else.
    """
    for line in _lines(diagnostics, form, paths, show_all):
        write(line, encoding=None if form in READ else "utf-8")
    if not quiet and form in READ | {"github"}:
        write(text.summary(diagnostics, checked, seconds), err=form == "github")


def write(line: str, *, err: bool = False, encoding: str | None = None) -> None:
    """In the encoding of the terminal, unless another one is named; what it cannot say is written as an escape."""
    stream = sys.stderr if err else sys.stdout
    click.echo((line + "\n").encode(encoding or stream.encoding or "utf-8", "backslashreplace"), nl=False, err=err)


def write_diff(diff: str) -> None:
    """As it is, for programs that apply it; a terminal gets nothing that it would act on."""
    if sys.stdout.isatty():
        diff = "\n".join(map(visible, diff.split("\n")))
    click.echo(diff.encode("utf-8", "surrogateescape"), nl=False)


def has_color() -> bool:
    return sys.stdout.isatty() and not wants_no_color()


def _lines(diagnostics: Sequence[Diagnostic], form: Format, paths: Sequence[str], show_all: bool) -> Iterator[str]:
    if form in ("text", "grouped"):
        shown, left_out = (diagnostics, []) if show_all else capped(diagnostics)
        if form == "text":
            yield from (text.full(found, color=has_color()) + "\n" for found in shown)
        else:
            yield from text.grouped(shown, color=has_color())
        yield from left_out
    elif form == "concise":
        yield from map(text.concise, diagnostics)
    elif form == "github":
        yield from map(github.annotation, diagnostics)
    elif form == "jsonl":
        yield from json.render_json_lines(diagnostics)
    else:
        yield _document(diagnostics, form, paths)


def _document(diagnostics: Sequence[Diagnostic], form: Format, paths: Sequence[str]) -> str:
    # Each is imported by the runs that ask for it: SARIF alone takes in all rules and their pages.
    if form == "gitlab":
        from ..render.gitlab import render_gitlab

        return render_gitlab(diagnostics)
    if form == "junit":
        from ..render.junit import render_junit

        return render_junit(diagnostics, paths)
    return _sarif(diagnostics) if form == "sarif" else json.render_json(diagnostics)


def _sarif(diagnostics: Sequence[Diagnostic]) -> str:
    from importlib.metadata import version

    from ..render.sarif import render_sarif

    return render_sarif(diagnostics, version=version("talkif-flows"))
