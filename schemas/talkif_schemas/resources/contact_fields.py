"""Bodies of the fields that an account defines for its contacts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .bodies import Body, Flag, PageMeta, Text, shown_as

FieldType = Literal["string", "number", "integer", "boolean", "date", "datetime", "enum", "url", "email"]


def _once(options: list[str]) -> list[str]:
    if len(set(options)) < len(options):
        raise PydanticCustomError("invalid_value", "An option is there twice")
    return options


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]{0,63}$")]
Label = Annotated[Text, StringConstraints(min_length=1, max_length=200)]
Description = Annotated[Text, StringConstraints(max_length=500)]
Options = Annotated[
    list[Annotated[Text, StringConstraints(min_length=1, max_length=200)]], Field(max_length=200), AfterValidator(_once)
]


class ContactFieldCreate(Body):
    """A field that contacts may have from now on. Values that are there already are not checked."""

    model_config = shown_as(
        key="dealStage", label="Deal stage", type="enum", options=["lead", "negotiation", "won", "lost"]
    )

    key: Key
    """camelCase; flows read it as `contact.customFields.<key>`."""
    label: Label
    """What people see in place of the key."""
    type: FieldType
    """What values have to be."""
    options: Options = []
    """The values of an enum."""
    required: Flag = False
    """New contacts need a value."""
    description: Description = ""

    @model_validator(mode="after")
    def _options_fit(self) -> ContactFieldCreate:
        if (self.type == "enum") != bool(self.options):
            raise PydanticCustomError("invalid_value", "Options are needed for an enum, and for nothing else")
        return self


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


class ContactFieldList(Body):
    contact_fields: list[ContactField]
    meta: PageMeta
