"""Who asks, and may they: API keys as bearer tokens, scopes, address allowlists.

A key is `tif_live_` and 32 random characters; the database has only its SHA-256. A key of another account finds nothing,
so nobody learns which accounts exist.
"""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated, Final

from fastapi import Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer

from talkif_schemas.errors import Denied, NotFound, TalkifError, Unauthenticated
from talkif_schemas.ids import AccountId, ApiKeyId

from .db import Connection, Database

KEY_PREFIX: Final = "tif_live_"
_KEY_ALPHABET: Final = string.ascii_letters + string.digits
_KEY_RANDOM_CHARS: Final = 32
_KEY_LENGTH: Final = len(KEY_PREFIX) + _KEY_RANDOM_CHARS

#: Shows the scheme in the OpenAPI document; the header itself is read in `_bearer`.
_scheme = HTTPBearer(auto_error=False, description="API key, `tif_live_…`")


@dataclass(frozen=True, slots=True)
class Tenant:
    """An authenticated request: whose it is, and the transaction in which all of it happens."""

    account_id: AccountId
    key_id: ApiKeyId
    scopes: frozenset[str]
    connection: Connection


def new_key() -> str:
    """190 random bits in 32 characters after the prefix."""
    return KEY_PREFIX + "".join(secrets.choice(_KEY_ALPHABET) for _ in range(_KEY_RANDOM_CHARS))


def key_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def grants(scopes: frozenset[str], needed: str) -> bool:
    """Whether a key with these scopes may do what needs `<resource>:<read|write>`; `*` stands for all."""
    resource = needed.partition(":")[0]
    return not scopes.isdisjoint((needed, f"{resource}:*", "*"))


def address_allowed(address: str | None, networks: list[IPv4Network | IPv6Network]) -> bool:
    """No networks: every address. IPv4 addresses that arrive inside IPv6 count as IPv4."""
    if not networks:
        return True
    if address is None:
        return False
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


def requires(scope: str) -> Callable[..., AbstractAsyncContextManager[Tenant]]:
    """A dependency that opens the request's transaction for keys that have the scope.

    Use it with `Depends(requires("flows:read"), scope="function")`, so that the transaction commits before the answer
    is sent.
    """

    async def tenant(
        request: Request,
        account_id: Annotated[str, Path(alias="accountId")],
        _: Annotated[object, Depends(_scheme)],
    ) -> AsyncIterator[Tenant]:
        database: Database = request.app.state.database
        async with _admitted(request, database, account_id, scope) as admitted:
            yield admitted

    return tenant  # type: ignore[return-value]  # FastAPI makes the context manager


@asynccontextmanager
async def _admitted(request: Request, database: Database, account_id: str, scope: str) -> AsyncIterator[Tenant]:
    token = _bearer(request)
    async with database.connection() as connection:
        cursor = await connection.execute(
            "SELECT *, coalesce(expires_at <= now(), false) AS expired FROM authenticate_api_key(%s)",
            (key_hash(token),),
        )
        row = await cursor.fetchone()
    if row is None or row["expired"]:
        raise Unauthenticated("unauthorized", "The API key is unknown, expired or revoked.")
    try:
        if row["account_id"] != account_id:
            raise NotFound("not_found", "There is no such account.")
        if not address_allowed(request.client.host if request.client else None, row["allowed_cidrs"]):
            raise Denied("ip_not_allowed", "The API key does not accept requests from this address.")
        scopes = frozenset(row["scopes"])
        if not grants(scopes, scope):
            raise Denied("insufficient_scope", f"The API key lacks the scope {scope}.", meta={"requiredScope": scope})
        async with database.transaction(AccountId(account_id)) as connection:
            yield Tenant(AccountId(account_id), ApiKeyId(row["key_id"]), scopes, connection)
    except (TalkifError, RequestValidationError) as error:
        if not (isinstance(error, TalkifError) and error.kind == "unavailable"):
            async with database.connection() as connection:
                await connection.execute("SELECT count_api_key_error(%s)", (row["key_id"],))
        raise


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or len(token) != _KEY_LENGTH or not token.startswith(KEY_PREFIX):
        raise Unauthenticated("unauthorized", "Send an API key as `Authorization: Bearer tif_live_…`.")
    return token
