"""Bodies of the API keys of an account."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .bodies import Body, PageMeta, Text

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


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise PydanticCustomError(
            "invalid_format", "Network in CIDR notation expected: {reason}", {"reason": str(error)}
        ) from None


Cidr = Annotated[str, AfterValidator(_network)]
Name = Annotated[Text, Field(min_length=1, max_length=100)]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(RESOURCES) * 3)]
Cidrs = Annotated[list[Cidr], Field(max_length=50)]


class ApiKeyCreate(Body):
    name: Name
    scopes: Scopes
    allowed_cidrs: Cidrs = []
    """IPv4 and IPv6 networks that may use the key. Empty: any."""
    expires_at: AwareDatetime | None = None


class ApiKeyPatch(Body):
    """Fields that are left out stay as they are."""

    name: Name | None = None
    scopes: Scopes | None = None
    allowed_cidrs: Cidrs | None = None
    expires_at: AwareDatetime | None = None
    """null: the key does not expire."""


class ApiKey(Body):
    id: str
    name: str
    prefix: str
    """First characters of the key, to recognise it."""
    scopes: list[str]
    allowed_cidrs: list[str]
    expires_at: AwareDatetime | None
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None
    request_count: int
    error_count: int


class ApiKeyCreated(ApiKey):
    key: str | None
    """The whole key, shown this once; null when the answer repeats an earlier one."""


class ApiKeyList(Body):
    api_keys: list[ApiKey]
    meta: PageMeta
