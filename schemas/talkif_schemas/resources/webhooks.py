"""Bodies of webhooks: endpoints, what they are told, and the log of deliveries."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core import Url as ReadUrl

from ..ids import example_id
from ..private_address import is_private_address
from .bodies import WHOLE, Body, Flag, PageMeta, PageQuery, Text, answered_with, shown_as

#: Type of event -> when it is sent, and what its data holds.
EVENT_TYPES: Final = {
    "call.started": "A call was answered. Data: the call, with callId for id.",
    "call.ended": "A call is over; its recording may come later. Data: the call, with callId for id; outputs; cost.",
    "dnc.added": "A number was listed, through `POST /dnc` or on a call; not in bulk. Data: the entry.",
    "dnc.removed": "A number was taken off the list through the API. Data: the entry.",
    "call.analyzed": "The analysis of a call is there. Data: callId, flowId, version, analysis.",
    "contacts.imported": "A file of contacts was read to its end, or as far as it could be. Data: importId, status, "
    "processed, created, updated, skipped, failed.",
    "flow.published": "A version was published. Data: flowId, version, environment, digest.",
    "flow.rolled_back": "An environment runs an earlier version again. Data: flowId, version, environment, reason.",
    "flow.split": "An environment shares its calls out among versions. Data: flowId, environment, versions, reason.",
    "phone.number_purchased": "A number was bought. Data: numberId, number, providerId.",
    "phone.number_released": "A number is gone from here. Data: numberId, number, providerId, kept (at the carrier).",
    "webhook.test": "Sent on demand, to see whether an endpoint works. Data: webhookId.",
}
_FAMILIES: Final = sorted({f"{name.partition('.')[0]}.*" for name in EVENT_TYPES})
#: What readers of URLs leave out, or take for something else, each in its way.
_AMBIGUOUS: Final = re.compile(r"[\s\\\x00-\x1f\x7f]")
#: RFC 1123, section 2.1, and underscores, which names of hosts in use have.
_HOST_NAME: Final = re.compile(r"(?=.{1,253}\.?\Z)([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")


def _is_host(host: str) -> bool:
    """`host`: as the URL standard writes it, in ASCII, with the brackets of IPv6."""
    return host.startswith("[") or _HOST_NAME.fullmatch(host) is not None


def _https(url: str) -> str:
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        fits = fits and _AMBIGUOUS.search(url) is None and _is_host(ReadUrl(url).host or "")
    except ValueError:
        fits = False
    if not fits:
        raise PydanticCustomError("invalid_format", "URL with https:// expected, without user or password")
    if is_private_address(parts.hostname or ""):
        raise PydanticCustomError("invalid_value", "Public address expected, not one of a private network")
    return url


def _known_event(pattern: str) -> str:
    if pattern not in EVENT_TYPES and pattern not in _FAMILIES and pattern != "*":
        raise PydanticCustomError(
            "invalid_value",
            "Type of event expected, or a family such as flow.*: {known}",
            {"known": ", ".join(EVENT_TYPES)},
        )
    return pattern


Url = Annotated[
    Text,
    StringConstraints(max_length=2000),
    AfterValidator(_https),
    WithJsonSchema({"type": "string", "format": "https-url"}),
]
EventPattern = Annotated[
    Text,
    StringConstraints(max_length=100),
    AfterValidator(_known_event),
    Field(json_schema_extra={"enum": ["*", *_FAMILIES, *EVENT_TYPES]}),
]
Events = Annotated[list[EventPattern], Field(min_length=1, max_length=50)]
Description = Annotated[Text, StringConstraints(max_length=500)]
DeliveryStatus = Literal["pending", "delivered", "failed"]


class WebhookCreate(Body):
    """Where events are sent."""

    model_config = shown_as(url="https://hooks.example.com/talkif", events=["flow.*"], description="Data warehouse")

    url: Url
    """https only. Addresses inside private networks are refused, and names that lead to one when an event is sent."""
    events: Events
    """Types of events, families such as `flow.*`, or `*`."""
    description: Description = ""
    enabled: Flag = True
    """Whether events are sent."""


class WebhookPatch(Body):
    """Fields that are left out stay as they are."""

    model_config = shown_as(enabled=False)

    url: Url | None = None
    """https only. Addresses inside private networks are refused, and names that lead to one when an event is sent."""
    events: Events | None = None
    """Types of events, families such as `flow.*`, or `*`."""
    description: Description | None = None
    enabled: Flag | None = None
    """Enabling forgets why the endpoint was disabled."""


class Webhook(Body):
    """An endpoint of the account."""

    model_config = answered_with(
        id=example_id("webhook"),
        url="https://hooks.example.com/talkif",
        events=["call.ended", "flow.*"],
        description="CRM",
        enabled=True,
    )

    id: str
    url: str
    """Where events are sent."""
    events: list[str]
    """Types of events, families such as `flow.*`, or `*`."""
    description: str
    enabled: bool
    """Whether events are sent."""
    disabled_reason: str | None
    """Why we stopped sending; null when the endpoint is enabled or the account disabled it itself."""
    failing_since: AwareDatetime | None
    """First failure since the last success."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class WebhookCreated(Webhook):
    model_config = answered_with(Webhook, **{"secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="})

    secret: str | None
    """`whsec_…`: verifies signatures. Shown this once; null when the answer repeats an earlier one."""


class WebhookQuery(PageQuery):
    sort: Literal["createdAt", "-createdAt", "url", "-url"] = "createdAt"


class WebhookList(Body):
    webhooks: list[Webhook]
    meta: PageMeta


class SecretRotate(Body):
    """A new secret. Until the overlap is over, messages carry a signature by each."""

    model_config = shown_as(overlapSecs=3600)

    overlap_secs: Annotated[int, Field(ge=0, le=7 * 24 * 3600), WHOLE] = 24 * 3600
    """How long the old secret goes on signing."""


class EventType(Body):
    model_config = answered_with(type="call.ended", description="A call is over; the data is the call.")

    type: str
    """Name of the type."""
    description: str
    """When it is sent, and what its data holds."""


class EventTypeQuery(PageQuery):
    sort: Literal["type", "-type"] = "type"


class EventTypeList(Body):
    event_types: list[EventType]
    meta: PageMeta


class DeliveryQuery(PageQuery):
    """Filters of the delivery log; all that are given have to hold."""

    status: DeliveryStatus | None = None
    """Deliveries in this state."""
    type: Annotated[Text, StringConstraints(max_length=100)] | None = None
    """Type of event."""
    sort: Literal["createdAt", "-createdAt"] = "-createdAt"


class Delivery(Body):
    """One event to one endpoint."""

    model_config = answered_with(
        id=example_id("delivery"),
        messageId=example_id("msg"),
        type="call.ended",
        status="delivered",
        attempts=1,
        deliveredAt="2026-03-01T09:31:17Z",
    )

    id: str
    message_id: str
    """Also in the header `webhook-id`; the same for every attempt, so that receivers can tell repetitions."""
    type: str
    """Type of event."""
    status: DeliveryStatus
    """`pending`: not delivered yet. `failed`: given up."""
    attempts: int
    """How often it was tried."""
    next_attempt_at: AwareDatetime | None
    """null: there will be none."""
    created_at: AwareDatetime
    delivered_at: AwareDatetime | None
    """When the endpoint took it; null: it has not."""


class DeliveryList(Body):
    deliveries: list[Delivery]
    meta: PageMeta


class Attempt(Body):
    model_config = answered_with(number=1, durationMs=120, status=204, response="")

    number: int
    """Counted from 1."""
    at: AwareDatetime
    """When it began."""
    duration_ms: int
    status: int | None
    """Of the HTTP answer; null: there was none."""
    error: str | None
    """Why there was none."""
    response: str | None
    """Beginning of the answer's body."""


class DeliveryDetails(Delivery):
    """With what is sent, and every attempt."""

    model_config = answered_with(Delivery, data={"id": example_id("call"), "outcome": "rescheduled"})

    data: dict[str, Any]
    """Of the event; its fields depend on the type."""
    attempt_log: list[Attempt]
    """The first attempt first."""
