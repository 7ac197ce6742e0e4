"""`talkif-flows fmt`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click
from msgspec import Struct

from ..diagnostics import Diagnostic
from ..formatting import MeaningChanged, formatted
from ..render.diff import file_diff
from ..render.text import full
from ..render.visible import visible
from ..repository.flow_files import FoundFile, ProjectError, UnreadableFile, find_files, first_bad_byte, read_text
from ..source import SourceFile
from .printing import has_color, write, write_diff
from .writing import replace_file, repository_of

T = TypeVar("T")

#: The lock file and the baseline are written by programs.
_BY_HAND = ("flow", "test", "tools", "project")


class _Failed(Exception):
    """A file cannot be formatted; the text says which and why."""


class _File(Struct, frozen=True):
    path: Path
    before: str
    after: str
    found: list[Diagnostic]

    @property
    def is_changed(self) -> bool:
        return not self.found and self.before != self.after


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Name the files that would change, and change nothing.")
@click.option("--diff", is_flag=True, help="Print what would change, and change nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Name no files.")
@click.pass_context
def fmt(context: click.Context, paths: tuple[Path, ...], check: bool, diff: bool, quiet: bool) -> None:
    """Bring flows, their tests, tool files and talkif.yaml into their one form. PATHS are files and folders.

    Comments, order and line breaks stay. A file with a syntax error is left alone. Exit code 1 for such a file and,
    with --check or --diff, for a file that would change; 2 for one that cannot be read or written. The others are
    formatted all the same.
    """
    run = _Run()
    files = run.each(_read, _found(paths))
    changed = [file for file in files if file.is_changed]
    if not check and not diff:
        changed = run.each(_write, changed)
    for file in changed:
        if diff:
            write_diff(file_diff(file.path.as_posix(), file.before, file.after))
        elif not quiet:
            write(f"{'would change' if check else 'formatted'}  {visible(str(file.path))}")
    found = [finding for file in files for finding in file.found]
    for finding in found:
        write(full(finding, color=has_color()) + "\n")
    if not quiet:
        verb = "would change" if check or diff else "formatted"
        write(f"{_count(len(files))} read, {len(changed)} {verb}", err=diff)
    if run.has_failed:
        context.exit(2)
    context.exit(1 if found or (changed and (check or diff)) else 0)


class _Run:
    """Goes on after a file that cannot be formatted."""

    def __init__(self) -> None:
        self.has_failed = False

    def each(self, act: Callable[[T], _File | None], items: Iterable[T]) -> list[_File]:
        done = []
        for item in items:
            try:
                file = act(item)
            except _Failed as error:
                self.has_failed = True
                write(str(error), err=True)
                continue
            if file is not None:
                done.append(file)
        return done


def _found(paths: Iterable[Path]) -> list[FoundFile]:
    try:
        return [file for file in find_files(paths) if file.kind in (*_BY_HAND, None)]
    except ProjectError as error:
        raise click.UsageError(visible(str(error))) from error


def _read(file: FoundFile) -> _File | None:
    """None for a file that is named but is none of ours, as hooks name them."""
    name = visible(str(file.path))
    try:
        text = read_text(file.path)
    except UnreadableFile as error:
        raise _Failed(f"{name}: {error.reason}") from error
    if file.kind is None:
        bad = first_bad_byte(text)
        if bad is not None:
            raise _Failed(f"{name}: the file is not UTF-8 (byte {len(text[:bad].encode())})")
        return None
    try:
        after, found = formatted(SourceFile(file.path.as_posix(), text))
    except MeaningChanged as error:
        raise _Failed(f"{name}: formatting would change what the file says; it was not written") from error
    return _File(file.path, text, after, found)


def _write(file: _File) -> _File:
    try:
        replace_file(file.path, file.after, repository_of(file.path))
    except click.UsageError as error:
        raise _Failed(error.message) from error
    return file


def _count(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"
