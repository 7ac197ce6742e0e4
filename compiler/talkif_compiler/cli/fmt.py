"""`talkif-flows fmt`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from ..diagnostics import Diagnostic
from ..formatting import MeaningChanged, formatted
from ..render.diff import file_diff
from ..render.text import full
from ..render.visible import visible
from ..repository.flow_files import UnreadableFile, first_bad_byte, read_text
from ..repository.recognition import PROJECT_FILE, kind_of
from ..source import SourceFile
from .printing import has_color, write, write_diff
from .writing import replace_file, repository_of

_TESTS = re.compile(r"^tests:", re.MULTILINE)
_YAML = (".yaml", ".yml")
_TEST_FILE = (".test.yaml", ".test.yml")


class _Defect(click.ClickException):
    exit_code = 2


@dataclass(frozen=True, slots=True)
class _File:
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
    with --check or --diff, for a file that would change.
    """
    files = [_format(path, text) for path, text in _files(paths)]
    changed = [file for file in files if file.is_changed]
    for file in changed:
        if diff:
            write_diff(file_diff(file.path.as_posix(), file.before, file.after))
        elif not check:
            replace_file(file.path, file.after, repository_of(file.path))
        if not quiet and not diff:
            write(f"{'would change' if check else 'formatted'}  {visible(str(file.path))}")
    found = [finding for file in files for finding in file.found]
    for finding in found:
        write(full(finding, color=has_color()) + "\n")
    if not quiet:
        verb = "would change" if check or diff else "formatted"
        write(f"{_count(len(files))} read, {len(changed)} {verb}", err=diff)
    context.exit(1 if found or (changed and (check or diff)) else 0)


def _format(path: Path, text: str) -> _File:
    try:
        after, found = formatted(SourceFile(path.as_posix(), text))
    except MeaningChanged as error:
        raise _Defect(
            f"{visible(str(path))}: formatting would change what the file says; nothing was written"
        ) from error
    return _File(path, text, after, found)


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """Path and text, sorted. A file that is named but is none of ours, as hooks name them, is passed over."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_yaml_files(path))
        elif path.exists() or path.is_symlink():
            found.add(path)
        else:
            raise click.UsageError(f"{visible(str(path))}: there is no such file or folder")
    for path in sorted(found):
        text = _text_of(path, is_named=path in paths)
        if text is not None and _is_ours(path, text):
            yield path, text


def _text_of(path: Path, *, is_named: bool) -> str | None:
    """None for what cannot be read, unless it was named: `validate` says which of it may be a flow."""
    try:
        text = read_text(path)
    except UnreadableFile as error:
        if is_named:
            raise click.UsageError(f"{visible(str(path))}: {error.reason}") from error
        return None
    bad = first_bad_byte(text)
    if bad is not None and is_named and not _is_ours(path, text):
        raise click.UsageError(f"{visible(str(path))}: the file is not UTF-8 (byte {len(text[:bad].encode())})")
    return text


def _yaml_files(folder: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        yield from (Path(current) / name for name in names if name.endswith(_YAML))


def _is_ours(path: Path, text: str) -> bool:
    if path.name == PROJECT_FILE or kind_of(text) is not None:
        return True
    return path.name.endswith(_TEST_FILE) and _TESTS.search(text) is not None


def _count(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"
