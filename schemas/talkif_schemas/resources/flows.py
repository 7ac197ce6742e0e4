"""Bodies of flows: create, list, change, duplicate, validate, statistics."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ..ids import example_id
from .bodies import Body, Environment, PageMeta, PageQuery, Text, answered_with, shown_as

#: As the compiler takes it.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Name = Annotated[Text, StringConstraints(min_length=1, max_length=200)]
Description = Annotated[Text, StringConstraints(max_length=2000)]
Order = Literal["slug", "-slug", "name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt"]

EXAMPLE_SOURCE: Final = {
    "entry": "flows/front-desk.yaml",
    "files": {
        "flows/front-desk.yaml": """\
schema: talkif.flow/v1
flow: front-desk
start: greet
nodes:
  greet: {type: say, text: "Good day, this is the front desk.", next: bye}
  bye: {type: end}
"""
    },
}
#: Of the artifact that the compiler makes of it.
EXAMPLE_DIGEST: Final = "sha256:338580360914224183737cc2c43a349420e9f0d3ac36d8cad941be969134ec7f"


class FlowCreate(Body):
    """A flow without a version yet."""

    model_config = shown_as(slug="front-desk", name="Front desk")

    slug: Slug
    """The `flow:` of the YAML file."""
    name: Name
    description: Description = ""


class FlowPatch(Body):
    """Fields that are left out stay as they are. What callers hear changes by publishing alone."""

    model_config = shown_as(description="Takes messages after hours")

    name: Name | None = None
    description: Description | None = None


class Flow(Body):
    """A flow of the account."""

    model_config = answered_with(
        id=example_id("flow"),
        slug="front-desk",
        name="Front desk",
        description="Answers the main line",
        latestVersion="1.4.0",
    )

    id: str
    slug: str
    name: str
    description: str
    latest_version: str | None
    """The highest version; null: nothing was published yet."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    archived_at: AwareDatetime | None
    revision: int
    """Counts changes of name and description, archiving and its undoing; the ETag of this resource."""


class FlowQuery(PageQuery):
    """Filters of the list; all that are given have to hold."""

    q: Annotated[Text, StringConstraints(max_length=200)] | None = None
    """Part of slug, name or description, in any case."""
    archived: bool = False
    """Archived flows instead of the others."""
    published: bool | None = None
    """Whether an environment runs a version of it."""
    sort: Order = "slug"


class FlowList(Body):
    flows: list[Flow]
    meta: PageMeta


class PublishedFlow(Flow):
    """A flow together with a version that an environment runs of it."""

    model_config = answered_with(Flow, weightPercent=100, pinned=False)

    environment: str
    version: str
    digest: str
    weight_percent: int
    """How many of a hundred calls get this version."""
    pinned: bool
    """True after a rollback, until the environment is changed again."""


class PublishedFlowQuery(PageQuery):
    environment: Environment | None = None
    """Those of this environment; all when it is left out."""
    sort: Literal["slug", "-slug", "environment", "-environment"] = "slug"


class PublishedFlowList(Body):
    flows: list[PublishedFlow]
    meta: PageMeta


class Source(Body):
    """The files of one flow, by path inside its repository."""

    entry: Text
    """Path of the flow's own file."""
    files: Annotated[dict[Text, Text], Field(max_length=500, json_schema_extra={"additionalProperties": False})]
    """Path -> text. Paths are relative, with `/` between folders."""


class FlowValidate(Body):
    model_config = shown_as(source=EXAMPLE_SOURCE)

    source: Source
    environment: Environment | None = None
    """The one whose bindings count; null: those of all."""


class Validation(Body):
    """What the compiler found. `valid` means that nothing of it is an error."""

    model_config = answered_with(valid=True, diagnostics=[])

    valid: bool
    """Whether nothing of it is an error."""
    digest: str | None
    """Of the artifact; null: there are errors."""
    diagnostics: list[dict[str, Any]]
    """Errors and warnings, each with rule, place and help."""
