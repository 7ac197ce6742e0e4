"""What came of the calls of a flow. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from talkif_schemas.resources.flow_stats import OutcomeCount, VersionCounts

from . import numbering


@dataclass(frozen=True, slots=True)
class Group:
    """The calls of one version with one outcome."""

    version: str
    outcome: str | None
    calls: int
    over: int
    completed: int
    failed: int
    measured: int
    """Calls that were answered and are over."""
    duration_ms: int
    """Of those, together."""


def by_version(groups: Iterable[Group]) -> list[VersionCounts]:
    """Newest version first."""
    versions: dict[str, list[Group]] = {}
    for group in groups:
        versions.setdefault(group.version, []).append(group)
    newest_first = sorted(versions, key=numbering.parse, reverse=True)
    return [VersionCounts(version=version, **counts(versions[version])) for version in newest_first]


def counts(groups: Sequence[Group]) -> dict[str, Any]:
    """Fields of CallCounts."""
    measured = sum(group.measured for group in groups)
    outcomes = Counter[str | None]()
    for group in groups:
        outcomes[group.outcome] += group.over
    ordered = sorted(outcomes.items(), key=lambda item: (-item[1], item[0] or ""))
    return {
        "calls": sum(group.calls for group in groups),
        "completed": sum(group.completed for group in groups),
        "failed": sum(group.failed for group in groups),
        "average_duration_ms": round(sum(group.duration_ms for group in groups) / measured) if measured else None,
        "outcomes": [OutcomeCount(outcome=outcome, calls=calls) for outcome, calls in ordered if calls],
    }
