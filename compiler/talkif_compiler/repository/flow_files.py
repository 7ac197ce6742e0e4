"""Flows on disk: which files are flows, and where their repository begins. Imports nothing that is slow to import."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ..limits import MAX_FILE_BYTES
from .recognition import id_in, kind_of, looks_like_flow

PROJECT_FILE = "talkif.yaml"
LOCK_FILE = "talkif.lock"
BASELINE_FILE = "talkif.baseline.json"
LOST_LINK = "it is a link that leads nowhere"

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
_YAML = (".yaml", ".yml")
_TESTS = (".test.yaml", ".test.yml")
_NO_UTF_8 = re.compile("[\udc80-\udcff]")
"""Bytes, as `read_text` keeps them."""
_KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}


class ProjectError(Exception):
    """A path cannot be used; the text says which and why."""


class UnreadableFile(ProjectError):
    """A file is there, but cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """`reason`: what it is instead of a file, or what stands in the way."""
        super().__init__(f"{path}: {reason}")
        self.reason = reason


def find_root(path: Path) -> Path:
    """The folder of the nearest `talkif.yaml` around a flow, else of the nearest `.git`, else of the flow itself."""
    return root_around(path.resolve().parent)


def root_around(folder: Path) -> Path:
    """`find_root` for the flows of one folder. `folder` has no links in it."""
    for marker in (PROJECT_FILE, ".git"):
        for candidate in (folder, *folder.parents):
            if (candidate / marker).exists():
                return candidate
    return folder.parent if folder.name == "flows" else folder


def find_flows(paths: Iterable[Path]) -> list[Path]:
    """The flows among the given files and below the given folders, sorted. A file that is named is taken as it is.

    What seems to be meant as a flow is one, so that somebody says what is wrong with it: in a folder of flows, what has
    the keys of a flow and no schema of ours, and what cannot be read. Raises ProjectError for a path that does not
    exist.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_flows_below(path))
        elif path.exists() or path.is_symlink():
            found.add(path)
        else:
            raise ProjectError(f"{path}: there is no such file or folder")
    return sorted(found)


def flow_ids(root: Path) -> dict[str, str]:
    """Flow id -> path of every flow in the repository; of several flows with one id, the last."""
    return {name: paths[-1] for name, paths in flows_by_id(root).items()}


def flows_by_id(root: Path) -> dict[str, tuple[str, ...]]:
    """Flow id -> paths of the flows in the repository that have it, in order. Repositories inside of it are others."""
    found: dict[str, list[str]] = {}
    seen: set[Path] = set()
    # A link to a flow that is found is no second flow.
    for path in sorted(_yaml_files(root, of=root), key=lambda path: (path.is_symlink(), path)):
        text = _text_of(path)
        name = id_in(text) if text is not None else None
        if name is not None and (real := path.resolve()) not in seen:
            seen.add(real)
            found.setdefault(name, []).append(path.relative_to(root).as_posix())
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def read_text(path: Path) -> str:
    """Never more than a little above what a file may have, so that the compiler can say that it is too large.

    Bytes that are not UTF-8 become U+DC80 to U+DCFF (PEP 383), so that the compiler can say where they are. What is no
    file, such as a pipe, is not waited for. Raises UnreadableFile.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise UnreadableFile(path, f"it is {_KINDS.get(stat.S_IFMT(mode), 'a device')}, not a file")
        with path.open("rb") as file:
            # A byte order mark does not count.
            return file.read(MAX_FILE_BYTES + 4).decode("utf-8", "surrogateescape")
    except OSError as error:
        is_link = isinstance(error, FileNotFoundError) and path.is_symlink()
        raise UnreadableFile(path, LOST_LINK if is_link else (error.strerror or "it cannot be read").lower()) from error


def first_bad_byte(text: str) -> int | None:
    """Where the first byte stands that is not UTF-8, in a text of `read_text`."""
    found = None if text.isascii() else _NO_UTF_8.search(text)
    return found.start() if found is not None else None


def read_inside(root: Path, path: str) -> str | None:
    """Text of a file of the repository; None when it is missing, or lies outside, by its path or by a link.

    `root` has no links in it. Raises UnreadableFile.
    """
    if not path or PurePosixPath(path).is_absolute():
        return None
    try:
        target = (root / path).resolve()
        is_inside = target.is_relative_to(root) and target.exists() and not target.is_dir()
    except (OSError, RuntimeError, ValueError):
        # Links in a ring, names that no file system takes.
        return None
    return read_text(target) if is_inside else None


def _flows_below(folder: Path) -> Iterator[Path]:
    folders: set[Path] = set()
    doubtful: list[Path] = []
    for path in _yaml_files(folder):
        text = _text_of(path)
        if text is not None and kind_of(text) == "flow":
            folders.add(path.parent)
            yield path
        elif text is None or looks_like_flow(text):
            doubtful.append(path)
    real = folder.resolve()
    is_inside = "flows" in real.relative_to(root_around(real)).parts
    for path in doubtful:
        if is_inside or path.parent in folders or "flows" in path.relative_to(folder).parts[:-1]:
            yield path


def is_other_repository(folder: str, names: Iterable[str], root: Path) -> bool:
    """True for a folder, with files of these names, where another repository begins than at `root`."""
    return PROJECT_FILE in names and Path(folder) != root


def _text_of(path: Path) -> str | None:
    """None when it cannot be read."""
    try:
        return read_text(path)
    except UnreadableFile:
        return None


def _yaml_files(folder: Path, *, of: Path | None = None) -> Iterator[Path]:
    """`of`: the root of the one repository that counts."""
    for current, folders, names in os.walk(folder):
        if of is not None and is_other_repository(current, names, of):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS]
        for name in names:
            if name.endswith(_YAML) and not name.endswith(_TESTS) and name != PROJECT_FILE:
                yield Path(current) / name
