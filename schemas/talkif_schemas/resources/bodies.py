"""The shape shared by all bodies: camelCase on the wire, unknown fields refused."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

#: Text without NUL, which PostgreSQL cannot store.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]

#: Name of an environment, such as `production`.
Environment = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Body(BaseModel):
    """Base of request and response bodies."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", use_attribute_docstrings=True
    )


def shown_as(**example: Any) -> ConfigDict:
    """`model_config` of a request body: what the API description shows for it. A test sends it to a new account."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class PageQuery(Body):
    """Which part of a list is wanted. Lists add their filters."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class PageMeta(Body):
    """Where a page lies in the whole list."""

    total: int
    limit: int
    offset: int
