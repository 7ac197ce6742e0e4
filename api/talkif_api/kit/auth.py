"""API keys and what they allow.

A key is `tif_live_` and 32 random characters. Only its SHA-256 is stored. Looking it up reveals nothing by timing,
because whoever sends a key cannot steer the hash that is compared.
"""

from __future__ import annotations

import hashlib
import math
import re
import secrets
import string
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from psycopg.rows import DictRow

from talkif_schemas.errors import Denied, NotFound, TooMany, Unauthenticated
from talkif_schemas.ids import AccountId, ApiKeyId

from .client_address import Address
from .db import Connection, Question

Access: TypeAlias = Literal["read", "write"]

PREFIX: Final = "tif_live_"
_RANDOM_CHARS: Final = 32
_ALPHABET: Final = string.ascii_letters + string.digits
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9]{{{_RANDOM_CHARS}}}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Token buckets: how many requests at once, and how many a minute after that."""

    burst: int = 1_000
    per_minute: int = 60
    failure_burst: int = 20
    """Requests from one address without a key that is known."""
    failures_per_minute: int = 10


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests may be sent at once, and how many of those are left."""

    limit: int
    left: int


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sends a request."""

    key_id: ApiKeyId
    account_id: AccountId
    scopes: tuple[str, ...]
    address: Address | None = None


def new_key() -> str:
    return PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_CHARS))


def hash_key(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def allows(scopes: tuple[str, ...] | list[str], resource: str, access: str) -> bool:
    """True when one of the scopes covers the access; `resource` and `access` may be `*` to ask for everything."""
    return bool({"*", f"{resource}:*", f"{resource}:{access}"} & set(scopes)) if resource != "*" else "*" in scopes


def key_in(authorization: str | None) -> str | None:
    """The key in an `Authorization: Bearer` header. None: there is nothing in it that could be one."""
    scheme, _, key = (authorization or "").partition(" ")
    return key if scheme.lower() == "bearer" and _FORM.fullmatch(key) else None


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a request may go on, which is one question to the database. It also counts the request."""

    key: str | None
    """None: the client has sent none. Counts as one that is unknown."""
    account_id: AccountId
    """As the client wrote it."""
    resource: str
    access: Access
    address: Address | None
    limits: Limits

    def question(self) -> Question:
        limits = self.limits
        return Question(
            "SELECT * FROM admit_request(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                hash_key(self.key or ""),
                None if self.address is None else str(self.address),
                self.account_id,
                self.resource,
                self.access,
                limits.burst,
                limits.per_minute / 60,
                limits.failure_burst,
                limits.failures_per_minute / 60,
            ),
        )

    def allowance(self, answer: DictRow) -> Allowance:
        """Of the key, or where that is unknown, of the address."""
        is_known = answer["key_id"] is not None
        return Allowance(self.limits.burst if is_known else self.limits.failure_burst, int(answer["tokens"]))

    def principal(self, answer: DictRow) -> Principal:
        """Who holds the key.

        Raises Unauthenticated without saying whether the key was ever known, NotFound for the account of another (a key
        learns nothing about other accounts, not even whether they exist), Denied for a missing scope or a foreign
        address, and TooMany.
        """
        match answer["verdict"]:
            case "ok":
                return Principal(answer["key_id"], answer["account_id"], tuple(answer["scopes"]), self.address)
            case "unknown_key" if self.key is None:
                raise Unauthenticated("unauthorized", "Send an API key as `Authorization: Bearer tif_live_...`.")
            case "unknown_key":
                raise Unauthenticated("unauthorized", "The API key is unknown, expired or revoked.")
            case "too_many_failures":
                detail = "Too many requests without an API key that is known."
                raise _too_many(answer["tokens"], self.limits.failures_per_minute, detail)
            case "too_many_requests":
                raise _too_many(answer["tokens"], self.limits.per_minute, "The API key has used up its requests.")
            case "other_account":
                raise NotFound("not_found", "There is no such account.")
            case "address":
                whence = self.address or "your address"
                raise Denied("ip_not_allowed", f"The API key does not accept requests from {whence}.")
        needed = f"{self.resource}:{self.access}"
        raise Denied("insufficient_scope", f"The API key lacks the scope {needed}.", meta={"requiredScope": needed})


async def still_opens(connection: Connection, principal: Principal, resource: str, access: Access) -> bool:
    """Whether the key of a request that was let in would be let in now; counts nothing."""
    address = None if principal.address is None else str(principal.address)
    cursor = await connection.execute(
        """
        SELECT scopes FROM api_keys
        WHERE account_id = %s AND key_id = %s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
          AND (allowed_cidrs = '{}' OR %s::inet <<= ANY (allowed_cidrs::inet[]))
        """,
        (principal.account_id, principal.key_id, address),
    )
    row = await cursor.fetchone()
    return row is not None and allows(row["scopes"], resource, access)


def _too_many(tokens: float, per_minute: int, detail: str) -> TooMany:
    """`tokens` is below one: what there is now."""
    wait_s = max(1, math.ceil((1 - tokens) * 60 / per_minute))
    return TooMany("rate_limit_exceeded", detail, meta={"retryAfterSecs": wait_s})
