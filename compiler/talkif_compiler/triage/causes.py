"""One finding for each cause, after comments and the baseline have taken out what they accept.

Who accepts one place has not accepted the others: the next one is shown in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ..diagnostics import Diagnostic, Label

_MOST_PLACES = 10
"""That are shown beside the first."""


def gathered(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The one that a call comes to first stands for all of its cause, with the others as related places.

    `findings` have their nodes: what a node says comes before what holds in the whole flow, as its prompt does.
    """
    groups: dict[tuple[str, ...], list[Diagnostic]] = {}
    for number, found in enumerate(findings):
        key = (found.rule, found.severity, found.cause) if found.cause else (str(number),)
        groups.setdefault(key, []).append(found)
    return [_gathered(group) if len(group) > 1 else group[0] for group in groups.values()]


def _gathered(group: list[Diagnostic]) -> Diagnostic:
    first = min(group, key=lambda found: (len(found.path), found.node is None, found.span.file, found.span.start))
    rest = {(found.span.file, found.span.start, found.span.end): found for found in group}
    rest.pop((first.span.file, first.span.start, first.span.end))
    others = [rest[place] for place in sorted(rest)]
    labels = [Label(found.span, "and here") for found in others[:_MOST_PLACES]]
    if len(others) > _MOST_PLACES:
        labels[-1] = replace(labels[-1], text=f"and here, and in {len(others) - _MOST_PLACES} more places")
    return replace(
        first, related=(*first.related, *labels), others=tuple(sorted({found.fingerprint for found in others}))
    )
