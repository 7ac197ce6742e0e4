"""Bodies of phone numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from ..ids import example_id
from .accounts import Country
from .bodies import Body, Environment, PageMeta, PageQuery, PhoneText, Text, answered_with, shown_as
from .providers import ProviderType


def _split(value: object) -> object:
    """`a,b` in a query."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.split(",") if isinstance(value, str) else value


Label = Annotated[Text, StringConstraints(max_length=200)]


class AvailableQuery(PageQuery):
    """What a number to buy should be like; everything that is given has to hold."""

    country: Country | None = None
    """ISO 3166-1, such as US. Left out: the account's default country."""
    type: Literal["local", "tollFree", "mobile"] = "local"
    """Kind of number."""
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
    sort: Literal["phoneNumber", "-phoneNumber"] = "phoneNumber"


class Capabilities(Body):
    model_config = answered_with(voice=True, sms=True, mms=False)

    voice: bool
    """Calls."""
    sms: bool
    """Text messages."""
    mms: bool
    """Messages with pictures."""


class AvailableNumber(Body):
    """A number that can be bought now."""

    model_config = answered_with(
        phoneNumber="+14155550100",
        type="local",
        region="CA",
        locality="San Francisco",
        postalCode="94105",
        addressRequired=False,
    )

    phone_number: str
    type: Literal["local", "tollFree", "mobile"]
    """Kind of number."""
    country: str
    region: str | None
    """State or province; null: not known."""
    locality: str | None
    """Town; null: not known."""
    postal_code: str | None
    """null: not known."""
    capabilities: Capabilities
    """What it can be used for."""
    address_required: bool
    """The vendor sells it only to those who have left an address there."""


class AvailableNumberList(Body):
    """Of the hundred that Twilio shows at most; the others are found by saying more of the number."""

    numbers: list[AvailableNumber]
    meta: PageMeta


class NumberImport(Body):
    """A number that the account has at its carrier already."""

    model_config = shown_as(number="+14155550101", providerId=example_id("provider"), label="Front desk")

    number: PhoneText
    """E.164, such as +14155550100."""
    provider: ProviderType | None = None
    """Only a check, where providerId is given: the type of that provider."""
    provider_id: Text | None = None
    """Left out: the platform's own Twilio account, where only numbers that are this account's can be taken."""
    label: Label = ""


class NumberPurchase(Body):
    """A number to buy, as `GET /phone/available` lists them."""

    model_config = shown_as(phoneNumber="+14155550102", label="Front desk")

    phone_number: PhoneText
    """E.164, such as +14155550100."""
    provider_id: Text | None = None
    """Left out: the platform's own Twilio account. SIP trunks sell no numbers."""
    label: Label = ""


class NumberPatch(Body):
    """Fields that are left out stay as they are."""

    model_config = shown_as(label="Night desk")

    label: Label | None = None


class FlowConnection(Body):
    """Which flow answers a number: the version that an environment runs, or a fixed one."""

    model_config = shown_as(flowId=example_id("flow"), environment="production")

    flow_id: Text
    environment: Environment = "production"
    """Calls count to it also where the version is fixed."""
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}$")] | None = None
    """Stays what it is when the environment moves on."""


class Number(Body):
    """A phone number and what answers it."""

    model_config = answered_with(
        id=example_id("number"),
        number="+14155550100",
        provider="managed_twilio",
        label="Main line",
        purchased=True,
        flowId=example_id("flow"),
        environment="production",
        version=None,
    )

    id: str
    number: str
    """E.164, such as +14155550100."""
    provider: ProviderType
    """Whose account or trunk carries its calls."""
    provider_id: str | None
    """null: the platform's own Twilio account."""
    label: str
    purchased: bool
    """Bought here; deleting it gives it back when the platform's own account pays for it."""
    flow_id: str | None
    """The flow that answers; null: none does."""
    environment: str | None
    """Which version of the flow answers; null: no flow does."""
    version: str | None
    """null: the one that the environment runs."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class NumberQuery(PageQuery):
    """Filters of the list; all that are given have to hold."""

    provider: ProviderType | None = None
    """Numbers of this type of provider."""
    provider_id: Text | None = None
    """Numbers of this provider."""
    flow_id: Text | None = None
    """Numbers that this flow answers."""
    connected: bool | None = None
    """Whether a flow answers."""
    q: Annotated[Text, StringConstraints(min_length=1, max_length=100)] | None = None
    """Part of the label, or of the number however it is written."""
    sort: Literal["createdAt", "-createdAt", "number", "-number"] = "createdAt"


class NumberList(Body):
    numbers: list[Number]
    meta: PageMeta


class Release(Body):
    """How a number is deleted."""

    keep: bool = False
    """Only forget the number here; at the carrier it stays."""
