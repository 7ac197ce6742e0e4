"""Findings of earlier runs, kept in `.talkif/cache/` of a repository of flows.

Findings follow from the texts of files and from the compiler, and from nothing else. An entry holds the digest of every
file that was looked at, and the name of every file that was looked for in vain. Whoever can write in the repository can
write the cache: it is read within bounds, what is not of its form is ignored, and it can name no file outside.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache, cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from msgspec import Struct

from ..diagnostics import Diagnostic
from ..diagnostics_json import Malformed, from_json, to_json
from ..source import SourceFile
from .flow_files import ProjectError, flows_by_id, read_inside
from .replacing import replace

if TYPE_CHECKING:
    from .project import Bundle

FOLDER = ".talkif/cache"
FILE = "findings.json"
_MAX_BYTES = 32_000_000
_MAX_FLOWS = 10_000
_MODE = 0o600

#: Where what is found may change when one of them does.
_PACKAGES = ("talkif_compiler", "talkif_schemas", "cel_expr_python", "google.protobuf", "pydantic", "yaml")


class Reads(Struct, frozen=True):
    """What the findings of a flow follow from."""

    entry: str
    """Path of the flow inside the repository, as are all other paths."""
    files: dict[str, str | None]
    """Path -> digest of the text; None for a file that is not there."""
    flows: dict[str, list[str]]
    """Id -> paths of the flows that have it, of each id that was looked for."""

    @property
    def paths(self) -> frozenset[str]:
        """All files that were looked at, or looked for in vain."""
        return frozenset({self.entry, *self.files}).union(*self.flows.values())

    @property
    def lacks_flows(self) -> bool:
        """Whether there is no flow of some id that was looked for."""
        return not all(self.flows.values())


def reads(bundle: Bundle) -> Reads:
    digests: dict[str, str | None] = dict.fromkeys((*bundle.missing, *bundle.unread))
    digests |= {path: _digest(text) for path, text in bundle.files.items()}
    return Reads(bundle.entry, digests, {name: list(paths) for name, paths in bundle.flow_ids.items()})


class FindingsCache:
    """Of one repository. A file that changes while this lives is not noticed."""

    def __init__(self, root: Path) -> None:
        """`root` has no links in it."""
        self._root = root
        self._flows = self._load()
        self._texts: dict[str, tuple[str | None, str | None]] = {}
        self._is_changed = False

    def find(self, entry: str) -> tuple[Diagnostic, ...] | None:
        """The findings of a flow, with paths inside the repository; None when they are not known."""
        try:
            return self._find(entry)
        except (ValueError, OSError, ProjectError):
            return None

    def reads(self, entry: str) -> Reads | None:
        """What the findings of a file follow from; None when that is not known, or has changed since."""
        try:
            known = self._unchanged(entry)
        except (ValueError, OSError, ProjectError):
            return None
        return Reads(entry, known["files"], known["flows"]) if known is not None else None

    def keep(self, known: Reads, findings: Iterable[Diagnostic]) -> None:
        self._flows.pop(known.entry, None)
        self._flows[known.entry] = {
            "files": known.files,
            "flows": known.flows,
            "findings": [to_json(found) for found in findings],
        }
        self._is_changed = True

    def save(self) -> None:
        """What cannot be written is not kept. Of two programs that save at once, one wins."""
        if not self._is_changed:
            return
        try:
            folder = self._folder()
            folder.mkdir(parents=True, exist_ok=True)
            if folder.resolve() != folder:
                return
            ignore = folder / ".gitignore"
            if not ignore.exists():
                replace(ignore, b"*\n", _MODE)
            replace(folder / FILE, self._packed(), _MODE)
        except (OSError, orjson.JSONEncodeError):
            return
        self._is_changed = False

    def _find(self, entry: str) -> tuple[Diagnostic, ...] | None:
        known = self._unchanged(entry)
        if known is None:
            return None
        found = known.get("findings")
        if not isinstance(found, list):
            raise Malformed
        texts = {path: self._text(path)[0] for path in known["files"]} if found else {}
        sources = {path: SourceFile(path, text) for path, text in texts.items() if text is not None}
        return tuple(from_json(item, sources) for item in found)

    def _unchanged(self, entry: str) -> dict[str, Any] | None:
        """An entry whose `files` and `flows` are as they were."""
        known = self._flows.get(entry)
        if known is None:
            return None
        if not isinstance(known, dict) or not isinstance(known.get("files"), dict):
            raise Malformed
        files: dict[str, Any] = known["files"]
        if not files.get(entry) or any(self._text(path)[1] != digest for path, digest in files.items()):
            return None
        looked_for = known.get("flows")
        if not isinstance(looked_for, dict):
            raise Malformed
        if any(list(self._flows_by_id.get(name, ())) != paths for name, paths in looked_for.items()):
            return None
        return known

    def _text(self, path: str) -> tuple[str | None, str | None]:
        """A file's text and its digest; None twice when it is not there."""
        if path not in self._texts:
            text = read_inside(self._root, path)
            self._texts[path] = (text, _digest(text) if text is not None else None)
        return self._texts[path]

    @cached_property
    def _flows_by_id(self) -> dict[str, tuple[str, ...]]:
        return flows_by_id(self._root)

    def _folder(self) -> Path:
        return self._root / FOLDER

    def _load(self) -> dict[str, Any]:
        file = self._folder() / FILE
        try:
            if file.resolve() != file or file.stat().st_size > _MAX_BYTES:
                return {}
            data = orjson.loads(file.read_bytes())
        except (OSError, RuntimeError, ValueError):
            return {}
        if not isinstance(data, dict) or data.get("compiler") != _compiler():
            return {}
        flows = data.get("flows")
        return flows if isinstance(flows, dict) else {}

    def _packed(self) -> bytes:
        """The entries that were made last, as many as may be kept."""
        entries = list(self._flows.items())[-_MAX_FLOWS:]
        while len(data := orjson.dumps({"compiler": _compiler(), "flows": dict(entries)})) > _MAX_BYTES:
            entries = entries[len(entries) // 2 + 1 :]
        return data


@cache
def _compiler() -> str:
    """Changes whenever the installed compiler, or a library that it goes by, does."""
    mark = blake2b(repr((sys.version_info[:3], sys.platform)).encode(), digest_size=16)
    for name in _PACKAGES:
        for folder in _folders(name):
            for path, size, changed_ns in sorted(_sources(folder)):
                mark.update(f"{name} {path} {size} {changed_ns}\n".encode())
    return mark.hexdigest()


def _folders(package: str) -> list[str]:
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec is not None else []


def _sources(folder: str) -> Iterable[tuple[str, int, int]]:
    """(path, size, time of change) of each file; of libraries, of those at the top."""
    is_ours = Path(folder).name.startswith("talkif_")
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as found:
            for item in found:
                if item.is_dir():
                    waiting += [item.path] if is_ours and item.name != "__pycache__" else []
                elif item.name.endswith((".py", ".so", ".pyd")):
                    status = item.stat()
                    yield item.path, status.st_size, status.st_mtime_ns


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
