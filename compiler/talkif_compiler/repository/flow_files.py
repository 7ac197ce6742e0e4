"""Flows on disk: which files are flows, and where their repository begins. Imports nothing that is slow to import."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ..limits import MAX_FILE_BYTES

FLOW_SCHEMA = "talkif.flow/v1"
PROJECT_FILE = "talkif.yaml"
LOCK_FILE = "talkif.lock"
BASELINE_FILE = "talkif.baseline.json"

FLOW_ID = re.compile(r"^flow:[ \t]*[\"']?(?P<id>[a-z][a-z0-9-]*)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)
_IS_FLOW = re.compile(rf"^\ufeff?schema:\s*[\"']?{re.escape(FLOW_SCHEMA)}[\"']?\s*(#.*)?$", re.MULTILINE)
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class ProjectError(Exception):
    """A path cannot be used; the text says which and why."""


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

    Raises ProjectError for a path that does not exist.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_file():
            found.add(path)
        elif path.is_dir():
            found.update(candidate for candidate in _yaml_files(path) if _is_flow(candidate))
        else:
            raise ProjectError(f"{path}: there is no such file or folder")
    return sorted(found)


def flow_ids(root: Path) -> dict[str, str]:
    """Flow id -> path of every flow in the repository. Of two flows with one id, the compiler names the last."""
    found = ((path, id_in(read_text(path))) for path in sorted(_yaml_files(root)))
    return {name: path.relative_to(root).as_posix() for path, name in found if name is not None}


def id_in(text: str) -> str | None:
    """The id of a flow, by the text of its file; None when it is no flow, or says no id."""
    match = FLOW_ID.search(text) if _IS_FLOW.search(text) else None
    return match["id"] if match is not None else None


def read_text(path: Path) -> str:
    """At most one character more than a flow file may have bytes, so that the compiler can say that it is too large.

    Raises ProjectError.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except UnicodeDecodeError as error:
        raise ProjectError(f"{path}: the file is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from error


def read_inside(root: Path, path: str) -> str | None:
    """Text of a file of the repository; None when it is missing, or lies outside, by its path or by a link.

    `root` has no links in it. Raises ProjectError.
    """
    if not path or PurePosixPath(path).is_absolute():
        return None
    try:
        target = (root / path).resolve()
        is_inside = target.is_relative_to(root) and target.is_file()
    except (OSError, RuntimeError, ValueError):
        # Links in a ring, names that no file system takes.
        return None
    return read_text(target) if is_inside else None


def _yaml_files(folder: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS]
        for name in names:
            if name.endswith((".yaml", ".yml")) and not name.endswith((".test.yaml", ".test.yml")):
                yield Path(current) / name


def _is_flow(path: Path) -> bool:
    return _IS_FLOW.search(read_text(path)) is not None
