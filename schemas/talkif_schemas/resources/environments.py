"""Bodies of environments: which versions of a flow each runs, and how that came about."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .bodies import WHOLE, Body, PageMeta, PageQuery, answered_with, shown_as
from .flow_versions import Notes, Version


class VersionWeight(Body):
    """A version, and how many of a hundred calls get it."""

    model_config = answered_with(weightPercent=100)

    version: Version
    weight_percent: Annotated[int, Field(ge=1, le=100), WHOLE]
    """Of a hundred calls. All together give 100."""


def _whole(versions: list[VersionWeight]) -> list[VersionWeight]:
    total = sum(share.weight_percent for share in versions)
    if total != 100:
        raise PydanticCustomError(
            "invalid_value", "The weights add up to {total} percent; 100 expected", {"total": total}
        )
    if len({share.version for share in versions}) < len(versions):
        raise PydanticCustomError("invalid_value", "A version stands here twice")
    return versions


Shares = Annotated[list[VersionWeight], Field(min_length=1, max_length=10), AfterValidator(_whole)]


class EnvironmentPut(Body):
    """Shares the calls of an environment out among versions, such as five percent for a new one."""

    model_config = shown_as(
        versions=[{"version": "1.4.0", "weightPercent": 95}, {"version": "1.5.0", "weightPercent": 5}],
        reason="Try the shorter greeting",
    )

    versions: Shares
    """The version with the most calls is the one that the next publish is compared with; of equal ones, the first."""
    reason: Notes = ""


class RunningVersion(VersionWeight):
    digest: str


class Pointer(Body):
    """Which versions an environment runs."""

    model_config = answered_with(pinned=False)

    environment: str
    versions: list[RunningVersion]
    """The first is the one that the next publish is compared with. Which one a call gets follows from the call's id."""
    pinned: bool
    """True after a rollback, until the environment is changed again."""
    moved_at: AwareDatetime
    """When it was last changed."""
    revision: int
    """Counts changes; the ETag of this resource."""


class PointerQuery(PageQuery):
    sort: Literal["environment", "-environment", "movedAt", "-movedAt"] = "environment"


class PointerList(Body):
    """The environments that run a version."""

    environments: list[Pointer]
    meta: PageMeta


class PointerMove(Body):
    """One change of what an environment runs."""

    model_config = answered_with(act="publish", fromVersion="1.3.2", reason="", actor=example_id("key"))

    act: Literal["publish", "rollback", "split"]
    """How it came about: by publishing, by rolling back, or by sharing calls out."""
    from_version: str | None
    """The version that most calls got before; null: none."""
    versions: list[VersionWeight]
    """What it ran afterwards."""
    reason: str
    actor: str
    """Id of the API key."""
    moved_at: AwareDatetime
    """When."""


class PointerMoveQuery(PageQuery):
    sort: Literal["movedAt", "-movedAt"] = "-movedAt"


class PointerMoveList(Body):
    moves: list[PointerMove]
    meta: PageMeta
