"""Did you mean: the nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from heapq import nsmallest
from string import ascii_letters, digits
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talkif_schemas.types import TypeSpec

_MAX_LISTED = 12
_MAX_COMPARED = 250
_MAX_SLIP_LENGTH = 64
_LETTERS = ascii_letters + digits + "_-"


def nearest(word: str, names: Iterable[str]) -> str | None:
    folded = _fold(word)
    names = list(names)
    if len(names) > _MAX_COMPARED:
        known = set(names)
        slip = next((name for name in _one_slip_away(word) if name in known), None)
        if slip is not None:
            return slip
        # Comparing costs some 10 us a name. Most slips keep one end of the word, and its length.
        names = [name for name in names if abs(len(name) - len(word)) <= 2 and _is_alike(_fold(name), folded)]
    candidates = {_fold(name): name for name in nsmallest(_MAX_COMPARED, names)}
    found = get_close_matches(folded, list(candidates), n=3, cutoff=0.6)
    # Of names that are equally near, the one with the same letters: `inot` is `into` rather than `note`.
    swapped = (name for name in found if sorted(name) == sorted(folded))
    best = next(swapped, found[0]) if found else None
    return candidates[best] if best is not None else None


def _one_slip_away(word: str) -> Iterator[str]:
    """The word without a letter, with two of them swapped, with another one, or with one more."""
    for place in range(min(len(word), _MAX_SLIP_LENGTH) + 1):
        head, tail = word[:place], word[place:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail[1:]
            yield head + letter + tail


def _is_alike(name: str, word: str) -> bool:
    return name[:1] == word[:1] or name[-1:] == word[-1:]


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_")


def one_of(names: Iterable[str], conjunction: str = "or") -> str:
    """`a`, `b` or `c`, in order; long lists are cut."""
    names = list(names)
    return _listed(names[:_MAX_LISTED], len(names), conjunction)


def known_by_type(specs: Mapping[str, TypeSpec]) -> str:
    """Help for a name that is like none of those that are there: these, with their types, and in the order of types."""
    if not specs:
        return "There are none."
    first = nsmallest(_MAX_LISTED, specs, key=lambda name: (specs[name].type, name))
    return f"Known: {_joined([f'`{name}` ({specs[name].type})' for name in first], len(specs), 'or')}."


def _listed(names: Sequence[str], count: int, conjunction: str) -> str:
    """The first of so many names."""
    return _joined([f"`{name}`" for name in names], count, conjunction)


def _joined(shown: Sequence[str], count: int, conjunction: str) -> str:
    if count > len(shown):
        return ", ".join(shown) + f" and {count - len(shown)} more"
    if len(shown) < 2:
        return "".join(shown)
    return ", ".join(shown[:-1]) + f" {conjunction} " + shown[-1]


def hint(word: str, names: Iterable[str]) -> str:
    """Help for a name that is not known: the nearest one, and what there is."""
    names = list(names)
    guess = nearest(word, names)
    known = f"Known: {_listed(nsmallest(_MAX_LISTED, names), len(names), 'or')}." if names else "There are none."
    return f"Did you mean `{guess}`? {known}" if guess else known
