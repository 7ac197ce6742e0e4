"""Bodies of phone numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from ..ids import example_id
from .bodies import Body, Environment, PageMeta, Text, shown_as


def _split(value: object) -> object:
    """`a,b` in a query."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.split(",") if isinstance(value, str) else value


class AvailableQuery(Body):
    """What a number to buy should be like; everything that is given has to hold."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    """ISO 3166-1, such as US."""
    type: Literal["local", "tollFree", "mobile"] = "local"
    region: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 -]{1,60}$")] | None = None
    """State or province, such as CA. United States and Canada alone."""
    area_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")] | None = None
    """United States and Canada alone."""
    contains: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z*%+$]{2,16}$")] | None = None
    """Digits, letters as on a keypad, `*` for any one digit, `%` for any digits, `+` first and `$` last as anchors."""
    capabilities: Annotated[list[Literal["voice", "sms"]], BeforeValidator(_split), Field(max_length=2)] = ["voice"]
    """With commas between."""
    provider_id: Text | None = None
    """Left out: the platform's own Twilio account."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Capabilities(Body):
    voice: bool
    sms: bool
    mms: bool


class AvailableNumber(Body):
    """A number that can be bought now."""

    phone_number: str
    type: Literal["local", "tollFree", "mobile"]
    country: str
    region: str | None
    locality: str | None
    postal_code: str | None
    capabilities: Capabilities
    address_required: bool
    """The vendor sells it only to those who have left an address there."""


class AvailableNumberList(Body):
    numbers: list[AvailableNumber]


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
