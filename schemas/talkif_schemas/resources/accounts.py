"""Bodies of the account itself: its settings and its audit log."""

from __future__ import annotations

from typing import Annotated, Literal

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..ids import example_id
from ..time_zones import time_zones
from .after_call import ModelName
from .bodies import WHOLE, Body, Flag, Moment, PageMeta, PageQuery, Text, answered_with, shown_as
from .money import Budget, Money

Days = Annotated[int, Field(ge=1, le=3650), WHOLE]


def _timezone(name: str) -> str:
    if name not in time_zones():
        raise PydanticCustomError("invalid_format", "Time zone of the IANA database expected, such as Europe/Berlin")
    return name


Timezone = Annotated[str, AfterValidator(_timezone), Field(json_schema_extra={"format": "iana-timezone"})]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


def _with_phones(country: str) -> str:
    if country not in SUPPORTED_REGIONS:
        raise PydanticCustomError("invalid_value", "Country expected that phone numbers can belong to, such as DE")
    return country


PhoneCountry = Annotated[
    Country, AfterValidator(_with_phones), Field(json_schema_extra={"enum": sorted(SUPPORTED_REGIONS)})
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


class Retention(Body):
    """Days after which data is deleted for good; null: it is kept."""

    model_config = answered_with(recordingsDays=90, transcriptsDays=365, contactsDays=30)

    recordings_days: Days | None = None
    """After the end of the call."""
    transcripts_days: Days | None = None
    """Journal, transcript and analysis, after the end of the call."""
    contacts_days: Days | None = None
    """After a contact was deleted."""


class Account(Body):
    """Settings of the account."""

    model_config = answered_with(
        id=example_id("account"),
        name="Acme Corp",
        defaultCountry="US",
        defaultLanguage="en-US",
        maxConcurrentCalls=10,
        analyzeCalls=True,
        analysisModel="openai/gpt-5-nano",
    )

    id: str
    name: str
    """Of the account, for people."""
    timezone: str
    """Of `system.now` in flows, and of dates without one."""
    default_country: str
    """ISO 3166-1 code for phone numbers that are written without a country."""
    default_language: str
    """BCP 47 tag of what is spoken where a flow does not say."""
    max_concurrent_calls: int
    """Calls that may go on at the same time."""
    monthly_budget: Money | None
    """What calls of a month may cost; null: no budget."""
    analyze_calls: bool
    """Whether calls are analysed when they end."""
    analysis_model: str | None
    """Of analyses, such as `openai/gpt-5-nano`; null: a cheap one of the first vendor with a key."""
    retention: Retention
    """How long data is kept."""
    created_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class AccountPatch(Body):
    """Fields that are left out stay as they are."""

    model_config = shown_as(timezone="Europe/Berlin", maxConcurrentCalls=25)

    name: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    """Of the account, for people."""
    timezone: Timezone | None = None
    """Of `system.now` in flows, and of dates without one: a name in the IANA database."""
    default_country: PhoneCountry | None = None
    """ISO 3166-1 code for phone numbers that are written without a country."""
    default_language: Language | None = None
    """BCP 47 tag of what is spoken where a flow does not say."""
    max_concurrent_calls: Annotated[int, Field(ge=1, le=1000), WHOLE] | None = None
    """Calls that may go on at the same time."""
    monthly_budget: Budget | None = None
    """null: no budget."""
    analyze_calls: Flag | None = None
    """Whether calls are analysed when they end."""
    analysis_model: ModelName | None = None
    """null: a cheap one of the first vendor with a key."""
    retention: Retention | None = None
    """Replaces all three."""


class AuditQuery(PageQuery):
    """Filters of the audit log; all that are given have to hold."""

    actor: Text | None = None
    """Id of an API key, `operator`, `call:` and the id of a call, or `system`."""
    resource: Text | None = None
    """Kind of thing, as in scopes."""
    target: Text | None = None
    """Id of what was changed or made."""
    since: Moment | None = None
    """At or after this moment."""
    until: Moment | None = None
    """Before this moment."""
    sort: Literal["at", "-at"] = "-at"


class AuditEntry(Body):
    """One change."""

    model_config = answered_with(
        id=example_id("audit"),
        actor=example_id("key"),
        action="updateContact",
        resource="contacts",
        target=example_id("contact"),
        fields=["tags"],
        address="203.0.113.7",
    )

    id: str
    at: AwareDatetime
    """When it was done."""
    actor: str
    """Id of the API key. Without a request: `operator`, `call:` and the id of a call, or `system`."""
    action: str
    """Operation of the API description, or of an operator: `createAccount`, `assignPhoneNumber`."""
    resource: str
    """Kind of thing, as in scopes."""
    target: str | None
    """Id of what was changed or made."""
    fields: list[str]
    """Names of the fields in the request, and of values in its path that are no ids. Values are not kept."""
    request_id: str | None
    """Null: no request asked for it."""
    address: str | None
    """IP address of the client; null: not known."""


class AuditList(Body):
    entries: list[AuditEntry]
    meta: PageMeta
