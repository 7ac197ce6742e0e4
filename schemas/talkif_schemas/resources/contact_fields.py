"""Bodies of the fields that an account defines for its contacts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .bodies import Body, ByType, Flag, PageMeta, PageQuery, Text, answered_with, shown_as

OpenFieldType = Literal["string", "number", "integer", "boolean", "date", "datetime", "url", "email"]
FieldType = Literal[OpenFieldType, "enum"]


def _once(options: list[str]) -> list[str]:
    if len(set(options)) < len(options):
        raise PydanticCustomError("invalid_value", "An option is there twice")
    return options


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]{0,63}$")]
Label = Annotated[Text, StringConstraints(min_length=1, max_length=200)]
Description = Annotated[Text, StringConstraints(max_length=500)]
Options = Annotated[
    list[Annotated[Text, StringConstraints(min_length=1, max_length=200)]],
    Field(max_length=200, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_once),
]


def _nothing_to_choose(options: list[str]) -> list[str]:
    if options:
        raise PydanticCustomError("invalid_value", "Options are for an enum, and for nothing else")
    return options


class _FieldFacts(Body):
    """What can be said about a field of any type."""

    key: Key
    """camelCase; flows read it as `contact.customFields.<key>`."""
    label: Label
    """What people see in place of the key."""
    required: Flag = False
    """New contacts need a value."""
    description: Description = ""


class ChoiceFieldCreate(_FieldFacts):
    """A field whose values are told one by one."""

    type: Literal["enum"]
    """One of the options."""
    options: Annotated[Options, Field(min_length=1)]
    """The values."""


class OpenFieldCreate(_FieldFacts):
    """A field whose values are of a kind."""

    type: OpenFieldType
    """What values have to be."""
    options: Annotated[list[str], AfterValidator(_nothing_to_choose), Field(json_schema_extra={"maxItems": 0})] = []
    """For an enum alone."""


class ContactFieldCreate(ByType[Annotated[ChoiceFieldCreate | OpenFieldCreate, Field(discriminator="type")]]):
    """A field that contacts may have from now on. Values that are there already are not checked."""

    model_config = shown_as(
        key="dealStage", label="Deal stage", type="enum", options=["lead", "negotiation", "won", "lost"]
    )


class ContactFieldPatch(Body):
    """Fields that are left out stay as they are. What contacts have must still fit."""

    model_config = shown_as(label="Stage of the deal", required=False)

    label: Label | None = None
    """What people see in place of the key."""
    type: FieldType | None = None
    """Only while no contact has a value."""
    options: Options | None = None
    """Options that a contact has cannot go."""
    required: Flag | None = None
    """New contacts need a value."""
    description: Description | None = None


class ContactField(Body):
    """A field of contacts."""

    model_config = answered_with(
        id=example_id("field"),
        key="dealStage",
        label="Deal stage",
        type="enum",
        options=["negotiation", "won", "lost"],
        required=False,
        description="Where the deal stands",
    )

    id: str
    key: str
    """camelCase; flows read it as `contact.customFields.<key>`."""
    label: str
    """What people see in place of the key."""
    type: FieldType
    """What values have to be."""
    options: list[str]
    """The values of an enum."""
    required: bool
    """New contacts need a value."""
    description: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class ContactFieldQuery(PageQuery):
    sort: Literal["key", "-key", "createdAt", "-createdAt"] = "key"


class ContactFieldList(Body):
    contact_fields: list[ContactField]
    meta: PageMeta
