"""Bodies of the API keys of an account."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ..ids import example_id
from .bodies import WHOLE, Body, Cidr, Day, Moment, PageMeta, PageQuery, Text, answered_with, shown_as

RESOURCES: Final = (
    "account",
    "analytics",
    "calls",
    "campaigns",
    "contacts",
    "dnc",
    "flows",
    "keys",
    "models",
    "phone",
    "providers",
    "schedules",
    "templates",
    "webhooks",
)

Scope = Annotated[str, StringConstraints(pattern=rf"^(\*|({'|'.join(RESOURCES)}):(read|write|\*))$")]


Name = Annotated[Text, Field(min_length=1, max_length=100)]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(RESOURCES) * 3)]
Cidrs = Annotated[list[Cidr], Field(max_length=50)]


class ApiKeyCreate(Body):
    model_config = shown_as(name="CRM sync", scopes=["contacts:*", "calls:read"], allowedCidrs=["198.51.100.0/24"])

    name: Name
    scopes: Scopes
    allowed_cidrs: Cidrs = []
    """IPv4 and IPv6 networks that may use the key. Empty: any."""
    expires_at: Moment | None = None
    """From when on the key is refused, a moment in the future; null: never."""


class ApiKeyPatch(Body):
    """Fields that are left out stay as they are."""

    model_config = shown_as(name="CRM sync, second")

    name: Name | None = None
    scopes: Scopes | None = None
    allowed_cidrs: Cidrs | None = None
    expires_at: Moment | None = None
    """null: the key does not expire."""


class ApiKey(Body):
    model_config = answered_with(
        id=example_id("key"),
        name="CRM integration",
        prefix="tif_live_aBcD",
        scopes=["calls:read", "contacts:*"],
        allowedCidrs=["203.0.113.0/24"],
        lastUsedAt="2026-03-02T08:00:00Z",
        requestCount=1_204,
        errorCount=3,
    )

    id: str
    name: str
    prefix: str
    """First characters of the key, to recognise it."""
    scopes: list[str]
    allowed_cidrs: list[str]
    expires_at: AwareDatetime | None
    """From when on the key is refused; null: never."""
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None
    """The last request; null: none yet."""
    request_count: int
    """Requests with this key."""
    error_count: int
    """Those that were answered with a status of 400 or more."""
    replaced_by: str | None
    """Id of the key that a rotation made in its place; this one works until `expiresAt`."""
    revision: int
    """Counts changes of the key, not its use; the ETag of this resource."""


class ApiKeyCreated(ApiKey):
    model_config = answered_with(
        ApiKey, key="tif_live_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345", lastUsedAt=None, requestCount=0, errorCount=0
    )

    key: str | None
    """The whole key, shown this once; null when the answer repeats an earlier one."""


class ApiKeyQuery(PageQuery):
    sort: Literal["createdAt", "-createdAt", "name", "-name"] = "createdAt"


class ApiKeyList(Body):
    api_keys: list[ApiKey]
    meta: PageMeta


class ApiKeyRotate(Body):
    """A new key with the same name, scopes and networks."""

    model_config = shown_as(overlapSecs=3600)

    overlap_secs: Annotated[int, Field(ge=0, le=30 * 24 * 3600), WHOLE] = 24 * 3600
    """How long the old key goes on working. An account has at most 25 such keys."""


class UsageQuery(Body):
    """Days of usage, in UTC; the last 30 by default."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    """The first day that counts."""
    to: Day | None = None
    """The last day that counts."""


class UsageDay(Body):
    model_config = answered_with(day="2026-03-01", requests=412, errors=1, uniqueIps=2)

    day: date
    """In UTC."""
    requests: int
    """Requests of the day."""
    errors: int
    """Requests that were answered with a status of 400 or more."""
    unique_ips: int
    """Addresses that requests came from."""


class Usage(Body):
    """What a key did."""

    model_config = answered_with(requests=412, errors=1, uniqueIps=2)

    key_id: str
    requests: int
    """Requests of all the days."""
    errors: int
    """Requests that were answered with a status of 400 or more."""
    unique_ips: int
    """Over all the days; an address that came on two days counts once."""
    days: list[UsageDay]
    """Days without a request are left out."""
