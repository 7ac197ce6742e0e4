"""What can be wrong with a condition, when it is compiled and when it is evaluated."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

ProblemKind: TypeAlias = Literal["syntax", "type", "undefined"]


class ConditionProblem(Struct, frozen=True):
    """One mistake. `start` and `end` count characters of the source and bound the name or operator that is wrong."""

    kind: ProblemKind
    message: str
    start: int
    end: int
    name: str | None = None
    """The name that is not declared, for `undefined`."""
    owner: tuple[str, ...] = ()
    """Path of the object that lacks it; empty for a name at the top."""
    help: str = ""
    meant: str = ""
    """What to write in place of it, where that is clear."""


class ConditionSyntaxError(Exception):
    """A condition does not compile. `problems` is never empty and in order of place."""

    def __init__(self, source: str, problems: tuple[ConditionProblem, ...]) -> None:
        super().__init__(f"{source!r}: {problems[0].message}")
        self.problems = problems


class ConditionFailed(Exception):
    """A condition could not be evaluated: a value is missing or is not of the declared type."""
