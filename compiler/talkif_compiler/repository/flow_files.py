"""Flows, tests and tools on disk: which files are ours, and where their repository begins.

Imports nothing that is slow to import.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from msgspec import Struct

from ..limits import MAX_FILE_BYTES
from .recognition import (
    BASELINE_FILE,
    LOCK_FILE,
    PROJECT_FILE,
    TEST_ENDINGS,
    YAML_ENDINGS,
    FileKind,
    declared_kind,
    file_kind,
    id_in,
    kind_by_keys,
    kind_by_place,
)

LOST_LINK = "it is a link that leads nowhere"
OUTSIDE = "it is outside of the repository"

_MAX_READ_BYTES = MAX_FILE_BYTES + 4
"""A byte order mark does not count."""
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
_WORDS: dict[FileKind, str] = {
    "test": "a test of a flow",
    "tools": "a file of tools",
    "project": "the project file",
    "lock": "the lock file",
    "baseline": "the baseline",
}
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


def place_of(folder: Path) -> tuple[Path, str]:
    """The root of the repository around a folder, without links, and the path of the folder in it."""
    real = folder.resolve()
    root = root_around(real)
    return root, real.relative_to(root).as_posix()


def locate(path: Path, place_of: Callable[[Path], tuple[Path, str]] = place_of) -> tuple[Path, str]:
    """The root of the repository that a file is really in, and its path there.

    A link that leads nowhere is where it stands. `place_of`: the one above, or one that remembers.
    """
    real = path.resolve() if path.is_symlink() and path.exists() else path
    root, folder = place_of(real.parent)
    return root, real.name if folder == "." else f"{folder}/{real.name}"


class FoundFile(Struct, frozen=True):
    path: Path
    kind: FileKind | None
    """None for a file that is named, and is none of ours."""


def find_files(paths: Iterable[Path]) -> list[FoundFile]:
    """The files of ours among the given files and below the given folders, in the order of their paths.

    What seems to be meant as one of ours is one where such files are, so that somebody says what is wrong with it: what
    has the keys of a flow, a test or of tools and no schema of ours, and what cannot be read. Raises ProjectError for a
    path that does not exist, and for a link out of its repository that does not lead to one of ours.
    """
    found: dict[Path, FileKind | None] = {}
    for path in paths:
        if path.is_dir():
            found |= _files_below(path)
        elif path.exists() or path.is_symlink():
            found[path] = _kind_of_named(path)
        else:
            raise ProjectError(f"{path}: there is no such file or folder")
    return [FoundFile(path, found[path]) for path in sorted(found)]


def find_flows(paths: Iterable[Path]) -> list[Path]:
    """The flows among `find_files`. A file that is named is one, unless it says that it is something else.

    Raises ProjectError, also for a file that is named and is something else.
    """
    paths = set(paths)
    flows = []
    for file in find_files(paths):
        if file.kind in ("flow", None):
            flows.append(file.path)
        elif file.path in paths:
            raise ProjectError(f"{file.path}: this is {_WORDS[file.kind]}, not a flow")
    return flows


def flow_ids(root: Path) -> dict[str, str]:
    """Flow id -> path of every flow in the repository; of several flows with one id, the last."""
    return {name: paths[-1] for name, paths in flows_by_id(root).items()}


def flows_by_id(root: Path) -> dict[str, tuple[str, ...]]:
    """Flow id -> paths of the flows in the repository that have it, in order. Repositories inside of it are others."""
    found: dict[str, list[str]] = {}
    seen: set[Path] = set()
    root = root.resolve()
    # A link to a flow that is found is no second flow.
    paths = (path for path in _our_files(root, of=root) if kind_by_place(path.name) is None)
    for is_link, path in sorted((path.is_symlink(), path) for path in paths):
        text = _text_of(path)
        name = id_in(text) if text is not None else None
        if name is not None and (real := path.resolve() if is_link else path) not in seen:
            seen.add(real)
            found.setdefault(name, []).append(path.relative_to(root).as_posix())
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def read_text(path: Path) -> str:
    """Never more than a little above what a file may have, so that the compiler can say that it is too large.

    Bytes that are not UTF-8 become U+DC80 to U+DCFF (PEP 383), so that the compiler can say where they are. What is no
    file, such as a pipe, is not waited for. Raises UnreadableFile.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(path, f"it is {_KINDS.get(stat.S_IFMT(status.st_mode), 'a device')}, not a file")
        with path.open("rb") as file:
            # Room for what may be read is taken at once, which takes longer than reading when a file is small.
            read = file.read(min(status.st_size, _MAX_READ_BYTES))
            return (read + file.read(_MAX_READ_BYTES - len(read))).decode("utf-8", "surrogateescape")
    except OSError as error:
        is_link = isinstance(error, FileNotFoundError) and path.is_symlink()
        raise UnreadableFile(path, LOST_LINK if is_link else (error.strerror or "it cannot be read").lower()) from error


def read_texts(paths: Iterable[Path]) -> tuple[dict[Path, str], dict[Path, str]]:
    """Texts of the files that can be read, and of the others, why they cannot be."""
    texts: dict[Path, str] = {}
    unread: dict[Path, str] = {}
    for path in paths:
        try:
            texts[path] = read_text(path)
        except UnreadableFile as error:
            unread[path] = error.reason
    return texts, unread


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
        target = Path(os.path.realpath(root / path))
        is_inside = target.is_relative_to(root) and target.exists() and not target.is_dir()
    except (OSError, ValueError):
        # Links in a ring, names that no file system takes.
        return None
    return read_text(target) if is_inside else None


def leads_outside(root: Path, path: str) -> bool:
    """Whether a path leaves the repository by itself, or what is there does so by a link. `root` has no links in it."""
    if PurePosixPath(path).is_absolute() or PurePosixPath(os.path.normpath(path)).parts[:1] == ("..",):
        return True
    target = root / path
    return target.exists() and not target.resolve().is_relative_to(root)


def _files_below(folder: Path) -> dict[Path, FileKind]:
    found: dict[Path, FileKind] = {}
    doubtful: list[tuple[Path, FileKind, bool]] = []
    known_place_of = lru_cache(place_of)
    for path in _our_files(folder):
        text = _text_of(path)
        kind = declared_kind(path.name, text or "")
        if kind is not None:
            found[path] = kind
            continue
        root, inside = known_place_of(path.parent)
        inside = f"{inside}/{path.name}"
        is_clear = text is not None and not path.name.endswith(TEST_ENDINGS)
        kind = kind_by_keys(inside, text or "") if is_clear else kind_by_place(inside) or "flow"
        if kind is not None:
            is_home = "flows" in inside.split("/")[:-1] or (kind == "tools" and (root / PROJECT_FILE).exists())
            doubtful.append((path, kind, is_home))
    homes = {path.parent for path, kind in found.items() if kind in ("flow", "test", "tools")}
    return found | {path: kind for path, kind, is_home in doubtful if is_home or path.parent in homes}


def _kind_of_named(path: Path) -> FileKind | None:
    text = _text_of(path)
    root, folder = place_of(path.parent)
    inside = f"{folder}/{path.name}"
    is_ours = text is not None and declared_kind(path.name, text) is not None
    if not is_ours and leads_outside(root, inside):
        # Findings quote what they are about, and this may be anything.
        raise ProjectError(f"{path}: it is a link that leads out of the repository")
    if text is not None:
        return file_kind(inside, text)
    return kind_by_place(inside) or ("flow" if path.name.endswith(YAML_ENDINGS) else None)


def is_other_repository(folder: str, names: Iterable[str], root: Path) -> bool:
    """True for a folder, with files of these names, where another repository begins than at `root`."""
    return PROJECT_FILE in names and Path(folder) != root


def _text_of(path: Path) -> str | None:
    """None when it cannot be read."""
    try:
        return read_text(path)
    except UnreadableFile:
        return None


def _our_files(folder: Path, *, of: Path | None = None) -> Iterator[Path]:
    """YAML files, and those with a name of ours. `of`: the root of the one repository that counts."""
    for current, folders, names in os.walk(folder):
        if of is not None and is_other_repository(current, names, of):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS]
        for name in names:
            if name.endswith(YAML_ENDINGS) or name in (LOCK_FILE, BASELINE_FILE):
                yield Path(current) / name
