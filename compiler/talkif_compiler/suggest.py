"""Did you mean: the nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MAX_LISTED = 12


def nearest(word: str, names: Iterable[str]) -> str | None:
    by_folded = {name.casefold().replace("-", "_"): name for name in sorted(names)}
    found = get_close_matches(word.casefold().replace("-", "_"), list(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


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
