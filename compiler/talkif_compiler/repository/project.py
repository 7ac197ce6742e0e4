"""What a flow, a test or another file needs: the file itself, and every other one that checking it looks at."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from ..limits import MAX_FILE_BYTES
from ..source import SourceFile
from ..syntax.document import Mapping, Scalar, Sequence, Value
from ..syntax.sources import document_of, source_of
from . import partials
from .flow_files import (
    LOST_LINK,
    OUTSIDE,
    ProjectError,
    UnreadableFile,
    find_flows,
    find_root,
    first_bad_byte,
    flows_by_id,
    leads_outside,
    read_inside,
)
from .recognition import BASELINE_FILE, LOCK_FILE, PROJECT_FILE, file_kind, flow_tested, id_in, kind_by_place

__all__ = ["Bundle", "Files", "ProjectError", "collect", "find_flows", "find_root", "load_bundle", "read_bundle"]

_MAX_TWINS = 4
"""Of flows with one id, so many are enough to say so."""

#: A flow without these keys needs no other file, and need not be parsed to find that out.
_MAY_REFER = re.compile(r"\b(?:file|use)[\"']?\s*:|\b(?:subflow|jump)\b")


class Bundle(Struct):
    entry: str
    """Path of the file inside the repository."""
    files: dict[str, str]
    """Path inside the repository -> text. Files that are missing are left out."""
    missing: set[str] = field(default_factory=set)
    """Paths that were looked for, and are not there."""
    unread: dict[str, str] = field(default_factory=dict)
    """Path of each file that is there, but cannot be read -> why."""
    flow_ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Id -> paths of the flows that have it, of each id that was looked for: of a flow its own, and those that it runs;
    of a test that of its flow."""


class Files(Protocol):
    """The files of a repository, by their paths inside of it."""

    def read(self, path: str) -> str | None:
        """None for a file that is not there. Raises UnreadableFile for one that cannot be read."""

    def flows_named(self, flow_id: str) -> tuple[str, ...]:
        """Paths of the flows that have an id, in order."""


_flows_by_id = cache(flows_by_id)


class _FilesOnDisk(Struct, frozen=True):
    root: Path
    """Without links."""

    def read(self, path: str) -> str | None:
        text = read_inside(self.root, path)
        if text is None and path and leads_outside(self.root, path):
            raise UnreadableFile(self.root / path, OUTSIDE)
        return text

    def flows_named(self, flow_id: str) -> tuple[str, ...]:
        return _flows_by_id(self.root).get(flow_id, ())


def load_bundle(root: Path, flow_path: str | Path) -> dict[str, str]:
    """The flow and the files that it needs: path inside `root` -> text. Files that are missing are left out.

    Raises ProjectError when the flow itself cannot be read, or is not inside `root`.
    """
    bundle = read_bundle(root, flow_path)
    if bundle.entry in bundle.unread:
        raise ProjectError(f"{flow_path}: {bundle.unread[bundle.entry]}")
    return bundle.files


def read_bundle(root: Path, path: str | Path) -> Bundle:
    """`load_bundle` of a file of any kind, with what was looked for in vain, and what cannot be read.

    Raises ProjectError.
    """
    root = root.resolve()
    named = root / path
    if named.is_symlink() and not named.exists():
        entry = named.relative_to(root).as_posix()
        return Bundle(entry, {}, unread={entry: LOST_LINK})
    real = named.resolve()
    if not real.is_relative_to(root):
        raise ProjectError(f"{path}: the file is not inside {root}")
    return collect(_FilesOnDisk(root), real.relative_to(root).as_posix())


def collect(files: Files, entry: str) -> Bundle:
    """`read_bundle`, of files that need not be on disk. Raises ProjectError for a file that is not there."""
    try:
        text = files.read(entry)
    except UnreadableFile as error:
        return Bundle(entry, {}, unread={entry: error.reason})
    if text is None:
        raise ProjectError(f"{entry}: there is no such file")
    bundle = Bundle(entry, {entry: text})
    if (own := id_in(text)) is not None:
        _add_flows(files, own, bundle)
    for shared in (PROJECT_FILE, LOCK_FILE, BASELINE_FILE):
        _add(files, shared, bundle)
    if LOCK_FILE in bundle.files:
        _add_references(files, LOCK_FILE, bundle)
    waiting = [entry]
    kind = file_kind(entry, text) or kind_by_place(entry)
    if kind == "test" and (tested := flow_tested(text) or _parsed_id(entry, text)):
        waiting += _add_flows(files, tested, bundle)
    while waiting:
        waiting += _add_references(files, waiting.pop(), bundle)
    _add_partials(files, bundle)
    return bundle


def _add_references(files: Files, path: str, bundle: Bundle) -> list[str]:
    """Take in what a file refers to. Returns the flows among it that were not there yet."""
    text = bundle.files[path]
    if len(text) > MAX_FILE_BYTES or not _MAY_REFER.search(text):
        return []
    document, _ = document_of(source_of(path, text))
    if document is None:
        return []
    found = _references(document)
    for reference in sorted(found.files):
        _add_text(files, reference, bundle)
    return [path for flow in sorted(found.flows) for path in _add_flows(files, flow, bundle)]


def _add_flows(files: Files, flow_id: str, bundle: Bundle) -> list[str]:
    """Take in the flows that have an id; more than one is a mistake. Returns those that were not there yet."""
    paths = bundle.flow_ids[flow_id] = files.flows_named(flow_id)
    return [path for path in paths[:_MAX_TWINS] if path not in bundle.files and _add(files, path, bundle)]


def _parsed_id(path: str, text: str) -> str:
    """The id that a test says in a way that cannot be told from its lines; empty when it says none."""
    document, _ = document_of(source_of(path, text)) if len(text) <= MAX_FILE_BYTES else (None, [])
    return _text(document, "flow") if isinstance(document, Mapping) else ""


def _add_partials(files: Files, bundle: Bundle) -> None:
    waiting = list(bundle.files.values())
    while waiting:
        for name in sorted(partials.mentioned(waiting.pop())):
            path = partials.path_of(name)
            if path not in bundle.files and _add_text(files, path, bundle):
                waiting.append(bundle.files[path])


def _add(files: Files, path: str, bundle: Bundle) -> bool:
    """Take a file in, if it is there. Where a YAML or JSON file is no UTF-8, its parser says."""
    try:
        text = files.read(path)
    except UnreadableFile as error:
        bundle.unread[path] = error.reason
        return False
    if text is None:
        bundle.missing.add(path)
        return False
    bundle.files[path] = text
    return True


def _add_text(files: Files, path: str, bundle: Bundle) -> bool:
    """Take in a file that a flow names, if it is there, and is UTF-8."""
    if not _add(files, path, bundle):
        return False
    text = bundle.files[path]
    bad = first_bad_byte(text)
    if bad is not None:
        del bundle.files[path]
        line = SourceFile(path, text[:bad]).line_count
        bundle.unread[path] = f"it is not UTF-8 (byte 0x{ord(text[bad]) - 0xDC00:02X} in line {line})"
    return bad is None


class _References(Struct, frozen=True):
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
