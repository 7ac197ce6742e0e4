"""Paths that are known to have a value at one place, because the blocks around it are only rendered then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator


class Proven:
    """A path is also proven by what is below it, and by what it is below of."""

    def __init__(self) -> None:
        self._paths: Counter[tuple[str, ...]] = Counter()
        self._starts: Counter[tuple[str, ...]] = Counter()

    def add(self, paths: Iterable[tuple[str, ...]]) -> None:
        for path in paths:
            self._paths[path] += 1
            self._starts.update(_starts(path))

    def remove(self, paths: Iterable[tuple[str, ...]]) -> None:
        for path in paths:
            self._paths[path] -= 1
            self._starts.subtract(_starts(path))

    def covers(self, path: tuple[str, ...]) -> bool:
        return self._starts[path] > 0 or any(self._paths[start] > 0 for start in _starts(path))


def _starts(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (path[:length] for length in range(1, len(path) + 1))
