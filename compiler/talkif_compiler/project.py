"""Flows on disk: which files are flows, where their repository begins, and what each of them needs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from . import partials
from .document import Mapping, Scalar, Sequence, Value
from .library import FLOW_ID
from .limits import MAX_FILE_BYTES
from .lock_file import LOCK_FILE
from .model import FLOW_SCHEMA
from .parse import parse
from .project_file import PROJECT_FILE
from .source import SourceFile
from .triage.baseline import BASELINE_FILE

_IS_FLOW = re.compile(rf"^\ufeff?schema:\s*[\"']?{re.escape(FLOW_SCHEMA)}[\"']?\s*(#.*)?$", re.MULTILINE)
#: A flow without these keys needs no other file, and need not be parsed to find that out.
_MAY_REFER = re.compile(r"\b(?:file|use)[\"']?\s*:|\b(?:subflow|jump)\b")
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


class ProjectError(Exception):
    """A path cannot be used; the text says which and why."""


def find_root(path: Path) -> Path:
    """The folder of the nearest `talkif.yaml` around a flow, else of the nearest `.git`, else of the flow itself."""
    folder = path.resolve().parent
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


def load_bundle(root: Path, flow_path: str | Path) -> dict[str, str]:
    """The flow and the files that it needs: path inside `root` -> text. Files that are missing are left out.

    Raises ProjectError when the flow itself cannot be read, or is not inside `root`.
    """
    root = root.resolve()
    flow = (root / flow_path).resolve()
    if not flow.is_relative_to(root):
        raise ProjectError(f"{flow_path}: the flow is not inside {root}")
    entry = flow.relative_to(root).as_posix()
    files = {entry: read_text(flow)}
    for shared in (PROJECT_FILE, LOCK_FILE, BASELINE_FILE):
        _add(root, shared, files)
    if LOCK_FILE in files:
        _add_references(root, LOCK_FILE, files)
    waiting = [entry]
    while waiting:
        waiting += _add_references(root, waiting.pop(), files)
    _add_partials(root, files)
    return files


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


def _yaml_files(folder: Path) -> Iterator[Path]:
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS]
        for name in names:
            if name.endswith((".yaml", ".yml")) and not name.endswith((".test.yaml", ".test.yml")):
                yield Path(current) / name


def _is_flow(path: Path) -> bool:
    return _IS_FLOW.search(read_text(path)) is not None


def _add_references(root: Path, path: str, files: dict[str, str]) -> list[str]:
    """Take in what a file refers to. Returns the flows among it that were not there yet."""
    if len(files[path]) > MAX_FILE_BYTES or not _MAY_REFER.search(files[path]):
        return []
    document, _ = parse(SourceFile(path, files[path]))
    if document is None:
        return []
    found = _references(document)
    for reference in sorted(found.files):
        _add(root, reference, files)
    index = _flow_files(root) if found.flows else {}
    flows = sorted({index[flow] for flow in found.flows if flow in index} - files.keys())
    return [flow for flow in flows if _add(root, flow, files)]


@cache
def _flow_files(root: Path) -> dict[str, str]:
    """Flow id -> path of every flow in the repository. Of two flows with one id, the compiler names the last."""
    found = ((path, FLOW_ID.search(read_text(path))) for path in sorted(_yaml_files(root)) if _is_flow(path))
    return {match["id"]: path.relative_to(root).as_posix() for path, match in found if match is not None}


def _add_partials(root: Path, files: dict[str, str]) -> None:
    waiting = list(files.values())
    while waiting:
        for name in sorted(partials.mentioned(waiting.pop())):
            path = partials.path_of(name)
            if path not in files and _add(root, path, files):
                waiting.append(files[path])


@dataclass(frozen=True, slots=True)
class _References:
    files: set[str]
    flows: set[str]
    """Ids."""


def _references(value: Value) -> _References:
    """Every path in `{file: path}` and `{use: path#name}`, and every flow that is run, wherever they stand."""
    found = _References(set(), set())
    waiting, seen = [value], set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, Sequence):
            waiting += current.items
        elif isinstance(current, Mapping):
            waiting += [entry.value for entry in current.entries.values()]
            for key in ("file", "use"):
                if text := _text(current, key):
                    found.files.add(text.partition("#")[0])
            if _text(current, "type") in ("subflow", "jump"):
                found.flows.add(_text(current, "flow"))
    return found


def _text(mapping: Mapping, key: str) -> str:
    entry = mapping.entries.get(key)
    return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""


def _add(root: Path, path: str, files: dict[str, str]) -> bool:
    """Take a file in, unless it is missing or lies outside of the repository, by its path or by a link."""
    if not path or PurePosixPath(path).is_absolute():
        return False
    target = (root / path).resolve()
    if not target.is_relative_to(root) or not target.is_file():
        return False
    files[path] = read_text(target)
    return True
