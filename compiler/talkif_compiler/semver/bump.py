"""Applies the rules to two artifacts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from talkif_schemas.artifact import Artifact

from .contract import extract
from .renames import renames
from .rules import RULES, Bump

_WEIGHT: Final[dict[Bump, int]] = {"major": 3, "minor": 2, "patch": 1}


class Change(Struct, frozen=True):
    """One difference: the rule that found it, what it means, which name it is about, and a sentence."""

    rule: str
    bump: Bump
    subject: str
    message: str
    accepted: str | None = None
    """The authors' reason why it asks for no more than a patch."""


def infer_bump(old: Artifact, new: Artifact) -> list[Change]:
    """Every change between two versions, the weightiest first. Empty: no caller and no program can tell them apart.

    What no rule covers is one `behaviour-changed` of weight patch.
    """
    if (old.contract_hash, old.behaviour_hash) == (new.contract_hash, new.behaviour_hash):
        return []
    before, after = extract(old, renames(old, new)), extract(new)
    reasons = {(accepted.rule, accepted.subject): accepted.reason for accepted in new.accept}
    changes = [
        Change(rule.id, "patch" if reason is not None else rule.bump, subject, message, reason)
        for rule in RULES
        for subject, message in rule.find(before, after)
        for reason in (reasons.get((rule.id, subject)),)
    ]
    if not changes:
        changes.append(Change("behaviour-changed", "patch", new.flow, "something changed that callers may notice"))
    return sorted(changes, key=lambda change: (-_WEIGHT[change.bump], change.rule, change.subject))


def highest(bumps: Iterable[Bump]) -> Bump | None:
    """The weightiest bump, None when there is none."""
    return max(bumps, key=_WEIGHT.__getitem__, default=None)
