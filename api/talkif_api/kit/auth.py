"""API keys: their form, who holds them, and what they allow.

A key is `tif_live_` and 32 random characters. Only its SHA-256 is stored. Looking it up reveals nothing by timing,
because whoever sends a key cannot steer the hash that is compared.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
import string
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from talkif_schemas.errors import Denied, Unauthenticated
from talkif_schemas.ids import AccountId, ApiKeyId

from .db import Connection

Access: TypeAlias = Literal["read", "write"]
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

PREFIX: Final = "tif_live_"
_RANDOM_CHARS: Final = 32
_ALPHABET: Final = string.ascii_letters + string.digits
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9]{{{_RANDOM_CHARS}}}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sends a request."""

    key_id: ApiKeyId
    account_id: AccountId
    scopes: tuple[str, ...]
    allowed_networks: tuple[Network, ...]
    """Empty: any address."""


def new_key() -> str:
    return PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARS))


def hash_key(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def allows(scopes: tuple[str, ...] | list[str], resource: str, access: str) -> bool:
    """True when one of the scopes covers the access; `resource` and `access` may be `*` to ask for everything."""
    return bool({"*", f"{resource}:*", f"{resource}:{access}"} & set(scopes)) if resource != "*" else "*" in scopes


async def authenticate(connection: Connection, authorization: str | None) -> Principal:
    """Who holds the key of an `Authorization: Bearer` header; counts the request.

    One round trip, and none for text that is no key. Raises Unauthenticated, without saying whether the key was ever
    known.
    """
    scheme, _, key = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or _FORM.fullmatch(key) is None:
        raise Unauthenticated("unauthorized", "Send an API key as `Authorization: Bearer tif_live_...`.")
    cursor = await connection.execute("SELECT * FROM authenticate_api_key(%s)", (hash_key(key),))
    row = await cursor.fetchone()
    if row is None:
        raise Unauthenticated("unauthorized", "The API key is unknown, expired or revoked.")
    return Principal(row["key_id"], row["account_id"], tuple(row["scopes"]), tuple(row["allowed_cidrs"]))


def check_address(principal: Principal, address: str | None) -> None:
    """Raises Denied when the key is bound to networks and the client is in none of them.

    `address` is None when the server does not know it, as on a Unix socket. IPv4 inside IPv6 (::ffff:a.b.c.d) counts as
    IPv4, because dual-stack sockets show clients that way.
    """
    if not principal.allowed_networks:
        return
    try:
        client = ipaddress.ip_address(address or "")
    except ValueError:
        raise Denied("ip_not_allowed", "The API key is bound to networks, and your address is not known.") from None
    if isinstance(client, ipaddress.IPv6Address) and client.ipv4_mapped is not None:
        client = client.ipv4_mapped
    if not any(client in network for network in principal.allowed_networks):
        raise Denied("ip_not_allowed", f"The API key does not accept requests from {client}.")


def check_scope(principal: Principal, resource: str, access: Access) -> None:
    """Raises Denied."""
    if not allows(principal.scopes, resource, access):
        needed = f"{resource}:{access}"
        raise Denied("insufficient_scope", f"The API key lacks the scope {needed}.", meta={"requiredScope": needed})
