"""Changing a file of the author's: all of it or nothing, and never outside of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ..render.visible import visible
from ..repository.recognition import PROJECT_FILE
from ..repository.replacing import replace

_NEW_FILE_MODE = 0o644


def read_file(path: Path) -> str:
    """The text with its own line ends and byte order mark. Raises click.UsageError."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{visible(str(path))}: the file is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise click.UsageError(f"{visible(str(path))}: {error.strerror}") from error


def replace_file(path: Path, text: str, repository: Path) -> None:
    """Keeps the mode, and a link a link; makes the file and its folder where they are missing.

    Raises click.UsageError, also for a link that leads out of `repository`.
    """
    target = _inside(path, repository, "written")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o7777 if target.exists() else _NEW_FILE_MODE
        replace(target, text.encode(), mode)
    except OSError as error:
        raise click.UsageError(f"{visible(str(path))}: {error.strerror}; it was not written") from error


def remove_file(path: Path, repository: Path) -> None:
    """A file that is gone already is no error. Raises click.UsageError as `replace_file` does."""
    try:
        _inside(path, repository, "removed").unlink(missing_ok=True)
    except OSError as error:
        raise click.UsageError(f"{visible(str(path))}: {error.strerror}; it was not removed") from error


def _inside(path: Path, repository: Path, done: str) -> Path:
    target = path.resolve()
    if not target.is_relative_to(repository.resolve()):
        raise click.UsageError(
            f"{visible(str(path))}: leads out of the repository {visible(str(repository))}; it was not {done}"
        )
    return target


def repository_of(path: Path) -> Path:
    """Where the repository of a file begins, going by its path alone: following its links could lead out of it."""
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - `resolve` follows links
    for marker in (PROJECT_FILE, ".git"):
        for candidate in (folder, *folder.parents):
            if (candidate / marker).exists():
                return candidate
    return folder.parent if folder.name == "flows" else folder
