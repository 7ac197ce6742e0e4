"""Bodies of phone numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from ..ids import example_id
from .bodies import Body, Environment, PageMeta, Text, shown_as


class NumberImport(Body):
    """A number that the account has at its carrier already."""

    model_config = shown_as(number="+14155550101", provider="managed_twilio", label="Front desk")

    number: Text
    """E.164, such as +14155550100."""
    provider: Literal["managed_twilio"]
    label: Annotated[Text, StringConstraints(max_length=200)] = ""


class FlowConnection(Body):
    """Which flow answers a number, in which environment."""

    model_config = shown_as(flowId=example_id("flow"), environment="production")

    flow_id: Text
    environment: Environment = "production"


class Number(Body):
    """A phone number and what answers it."""

    id: str
    number: str
    provider: str
    label: str
    flow_id: str | None
    environment: str | None
    created_at: AwareDatetime


class NumberList(Body):
    numbers: list[Number]
    meta: PageMeta
