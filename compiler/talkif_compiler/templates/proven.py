"""Paths that are known to have a value at one place, because the blocks around it are only rendered then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence


class Proven:
    """A path is also proven by what is below it, and by what it is below of."""

    def __init__(self) -> None:
        self._count = 0
        self._paths: Counter[tuple[str, ...]] = Counter()
        self._starts: Counter[tuple[str, ...]] = Counter()

    def add(self, paths: Sequence[tuple[str, ...]]) -> None:
        self._count += len(paths)
        for path in paths:
            self._paths[path] += 1
            self._starts.update(_starts(path))

    def remove(self, paths: Sequence[tuple[str, ...]]) -> None:
        self._count -= len(paths)
        for path in paths:
            self._paths[path] -= 1
            self._starts.subtract(_starts(path))

    def paths(self) -> tuple[tuple[str, ...], ...]:
        """Each once, in order."""
        return tuple(sorted(path for path, count in self._paths.items() if count)) if self._count else ()

    def covers(self, path: tuple[str, ...]) -> bool:
        # Most names stand in no block.
        if not self._count:
            return False
        return self._starts[path] > 0 or any(self._paths[start] > 0 for start in _starts(path))


def _starts(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (path[:length] for length in range(1, len(path) + 1))
