"""The namespaces that templates and conditions may read, with the type of every name.

`inputs` and `vars` come from the flow itself; the rest is the same for all flows. `vars.*` and `inputs.*` may be
written bare in templates (vars first); conditions always name the namespace.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .types import TypeSpec


def _text(description: str, *, nullable: bool = False) -> TypeSpec:
    return TypeSpec(type="string", nullable=nullable, description=description)


def _open(description: str) -> TypeSpec:
    return TypeSpec(type="object", description=description)


_CONTACT = TypeSpec(
    type="object",
    description="The person on the other end; every field may be null.",
    properties={
        "firstName": _text("Given name", nullable=True),
        "lastName": _text("Family name", nullable=True),
        "phone": TypeSpec(type="phone", nullable=True, description="E.164 number"),
        "email": TypeSpec(type="email", nullable=True, description="E-mail address"),
        "company": _text("Company", nullable=True),
        "timezone": _text("IANA time zone", nullable=True),
        "language": _text("BCP 47 language tag", nullable=True),
        "tags": TypeSpec(type="list", items=TypeSpec(type="string"), description="Tags"),
        "customFields": _open("Fields that the account defined"),
    },
)

_CALL = TypeSpec(
    type="object",
    description="The call itself.",
    properties={
        "id": _text("Call id"),
        "direction": TypeSpec(type="enum", values=("inbound", "outbound"), description="Who dialled"),
        "from": TypeSpec(type="phone", description="Calling number"),
        "to": TypeSpec(type="phone", description="Called number"),
        "startedAt": _text("RFC 3339 time at which the call was answered"),
        "attempt": TypeSpec(type="integer", description="1 for the first attempt"),
        "metadata": _open("What the API caller passed along"),
    },
)

_LAST = TypeSpec(
    type="object",
    description="What happened last.",
    properties={
        "utterance": _text("What the caller said last", nullable=True),
        "result": TypeSpec(type="any", nullable=True, description="Result of the last tool or request"),
        "error": _text("Why the last tool or request failed", nullable=True),
    },
)

#: Name of a namespace -> its type.
NAMESPACES: Mapping[str, TypeSpec] = MappingProxyType(
    {
        "contact": _CONTACT,
        "call": _CALL,
        "account": TypeSpec(type="object", description="The account", properties={"name": _text("Account name")}),
        "campaign": TypeSpec(
            type="object",
            description="The campaign that placed the call, if one did.",
            properties={"id": _text("Campaign id", nullable=True), "name": _text("Campaign name", nullable=True)},
        ),
        "system": TypeSpec(
            type="object",
            description="The clock at the moment of use, in the account's time zone.",
            properties={
                "now": _text("RFC 3339 time"),
                "date": TypeSpec(type="date", description="YYYY-MM-DD"),
                "time": TypeSpec(type="time", description="HH:MM"),
            },
        ),
        "last": _LAST,
    }
)
