"""Which files a change touches, for hooks that name the files of a commit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ..repository.cache import FindingsCache, Reads, reads
from ..repository.flow_files import ProjectError, find_files, locate, place_of


def affected_files(changed: Iterable[Path], *, cache: bool = True) -> list[Path]:
    """Files of ours of which something else may be found now: they are among those that changed, or read one of them.

    Files may have been deleted. `cache`: take what files read from an earlier run, where nothing has changed since.
    Raises ProjectError.
    """
    known_place_of = lru_cache(place_of)
    roots: dict[Path, set[Path]] = {}
    for path in changed:
        root, entry = locate(path, known_place_of)
        for home in {root, known_place_of(path.parent)[0]}:
            # A link out of a repository is read, or refused, by what is there.
            roots.setdefault(home, set()).add(root / entry)
    return sorted({file for root, paths in roots.items() for file in _readers(root, paths, cache=cache)})


def _readers(root: Path, changed: set[Path], *, cache: bool) -> Iterable[Path]:
    known_place_of = lru_cache(place_of)
    caches: dict[Path, FindingsCache] = {}
    may_be_flow = any(path.suffix in (".yaml", ".yml") for path in changed)
    for file in find_files([root]):
        own_root, entry = locate(file.path, known_place_of)
        if cache and own_root not in caches:
            caches[own_root] = FindingsCache(own_root)
        known = caches[own_root].reads(entry) if cache else None
        known = known or _read(own_root, entry)
        # Where a flow is not there, it may be the one that changed.
        if (may_be_flow and known.lacks_flows) or any(_real(own_root / path) in changed for path in known.paths):
            yield file.path


def _read(root: Path, entry: str) -> Reads:
    # A run that finds all its answers in the cache starts faster without it.
    from ..repository.project import Bundle, read_bundle

    try:
        return reads(read_bundle(root, entry))
    except ProjectError:
        # What is wrong with it is said when it is checked.
        return reads(Bundle(entry, {}))


def _real(path: Path) -> Path:
    return path.resolve() if path.exists() else path
