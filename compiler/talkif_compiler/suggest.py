"""Did you mean: the nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MAX_LISTED = 12
_MAX_COMPARED = 100


def nearest(word: str, names: Iterable[str]) -> str | None:
    folded = _fold(word)
    candidates = {_fold(name): name for name in sorted(names)}
    if len(candidates) > _MAX_COMPARED:
        # Comparing costs some 10 us a name. Most slips keep one end of the word, and its length.
        alike = [
            name
            for name in candidates
            if abs(len(name) - len(folded)) <= 2 and (name[:1] == folded[:1] or name[-1:] == folded[-1:])
        ]
        candidates = {name: candidates[name] for name in alike[:_MAX_COMPARED]}
    found = get_close_matches(folded, list(candidates), n=1, cutoff=0.6)
    return candidates[found[0]] if found else None


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_")


def one_of(names: Iterable[str], conjunction: str = "or") -> str:
    """`a`, `b` or `c`, in order; long lists are cut."""
    listed = [f"`{name}`" for name in names]
    if len(listed) > _MAX_LISTED:
        return ", ".join(listed[:_MAX_LISTED]) + f" and {len(listed) - _MAX_LISTED} more"
    if len(listed) < 2:
        return "".join(listed)
    return ", ".join(listed[:-1]) + f" {conjunction} " + listed[-1]


def hint(word: str, names: Iterable[str]) -> str:
    """Help for a name that is not known: the nearest one, and what there is."""
    names = sorted(names)
    guess = nearest(word, names)
    known = f"Known: {one_of(names)}." if names else "There are none."
    return f"Did you mean `{guess}`? {known}" if guess else known
