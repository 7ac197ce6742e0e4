"""Which files a change touches, for hooks that name the files of a commit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..repository.flow_files import FoundFile, UnreadableFile, find_files, find_root, read_text
from ..repository.recognition import flow_tested, id_in


def affected_files(changed: Iterable[Path]) -> list[Path]:
    """Flows with their tests, and tests; for any other file, which a flow may read, all of its repository.

    Files may have been deleted. Raises ProjectError.
    """
    known: dict[Path, list[FoundFile]] = {}
    affected: set[Path] = set()
    for path in changed:
        root = find_root(path)
        if root not in known:
            known[root] = find_files([root])
        real = path.resolve()
        kind = next((file.kind for file in known[root] if file.path == real), None)
        if kind in ("flow", "test"):
            affected.add(real)
            affected.update(_tests_of(real, known[root]) if kind == "flow" else ())
        else:
            affected.update(file.path for file in known[root])
    return sorted(affected)


def _tests_of(flow: Path, files: Iterable[FoundFile]) -> list[Path]:
    flow_id = id_in(_text_of(flow))
    tests = (file.path for file in files if file.kind == "test") if flow_id is not None else ()
    return [test for test in tests if flow_tested(_text_of(test)) == flow_id]


def _text_of(path: Path) -> str:
    """Empty when it cannot be read."""
    try:
        return read_text(path)
    except UnreadableFile:
        return ""
