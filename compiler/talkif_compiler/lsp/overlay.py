"""The files of a repository as the editor sees them: open buffers over what is on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from ..repository.flow_files import ProjectError, first_bad_byte, is_other_repository, read_inside
from ..repository.recognition import TEST_ENDINGS, YAML_ENDINGS, id_in

MAX_LISTED = 20_000
"""Files of one repository that are looked at to find flows. A flow outside of any repository may lie anywhere."""

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
_ENDINGS = (*YAML_ENDINGS, ".md")


class _Kept(Struct, frozen=True):
    stamp: tuple[int, int, int]
    text: str | None
    flow_id: str | None


class Disk(Struct):
    """Files on disk, each read again only when it has changed."""

    root: Path
    """Without links."""
    _kept: dict[str, _Kept] = field(default_factory=dict)

    def read(self, path: str) -> str | None:
        """None for a file that is not there, lies outside, or is no text."""
        kept = self._look(path)
        return kept.text if kept is not None else None

    def flow_id(self, path: str) -> str | None:
        kept = self._look(path)
        return kept.flow_id if kept is not None else None

    def paths(self) -> list[str]:
        """Files that may be part of flows, in order."""
        return sorted(self._walk())

    def _look(self, path: str) -> _Kept | None:
        try:
            status = (self.root / path).stat()
        except (OSError, ValueError):
            self._kept.pop(path, None)
            return None
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        kept = self._kept.get(path)
        if kept is None or kept.stamp != stamp:
            try:
                text = read_inside(self.root, path)
                text = text if text is None or first_bad_byte(text) is None else None
            except (ProjectError, OSError, ValueError):
                text = None
            kept = self._kept[path] = _Kept(stamp, text, id_in(text) if text is not None else None)
        return kept

    def _walk(self) -> Iterator[str]:
        count = 0
        for current, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
            if is_other_repository(current, names, self.root):
                folders.clear()
                continue
            count += len(names)
            if count > MAX_LISTED:
                return
            folder = Path(current).relative_to(self.root)
            yield from ((folder / name).as_posix() for name in names if name.endswith(_ENDINGS))


class Overlay(Struct, frozen=True, dict=True):
    """One moment of a repository. What is open counts; the rest is as it is on disk."""

    disk: Disk
    buffers: Mapping[str, str]
    """Path inside the repository -> text. Never changed."""

    def read(self, path: str) -> str | None:
        text = self.buffers.get(path)
        return text if text is not None else self.disk.read(path)

    def flow_ids(self) -> dict[str, str]:
        return {name: path for path, name in self.flows.items()}

    def flows_named(self, flow_id: str) -> tuple[str, ...]:
        """Paths of the flows that have an id, in order. A link is no second flow."""
        paths = self._by_id.get(flow_id, ())
        return paths if len(paths) < 2 else tuple(path for path in paths if not (self.disk.root / path).is_symlink())

    @cached_property
    def _by_id(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path, name in self.flows.items():
            found.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    @cached_property
    def flows(self) -> dict[str, str]:
        """Path -> id of every file that is a flow with an id, in order."""
        found = {path: self._flow_id(path) for path in self.paths if is_flow_path(path)}
        return {path: name for path, name in found.items() if name is not None}

    @cached_property
    def paths(self) -> list[str]:
        """Files that may be part of flows, in order."""
        return sorted({*self.disk.paths(), *self.buffers})

    def _flow_id(self, path: str) -> str | None:
        text = self.buffers.get(path)
        return id_in(text) if text is not None else self.disk.flow_id(path)


def is_flow_path(path: str) -> bool:
    """True where a flow may be."""
    return path.endswith(YAML_ENDINGS) and not path.endswith(TEST_ENDINGS)
