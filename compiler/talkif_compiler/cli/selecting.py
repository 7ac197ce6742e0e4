"""Which flows a change touches, for hooks that name the files of a commit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..repository.flow_files import find_flows, find_root


def affected_flows(changed: Iterable[Path]) -> list[Path]:
    """The flows among the files; for any other file, which a flow may read, all flows of its repository.

    Files may have been deleted. Raises ProjectError.
    """
    flows: dict[Path, list[Path]] = {}
    affected: set[Path] = set()
    for path in changed:
        root = find_root(path)
        if root not in flows:
            flows[root] = find_flows([root])
        real = path.resolve()
        affected.update([real] if real in flows[root] else flows[root])
    return sorted(affected)
