"""Who may mint which API key, and how many there may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from talkif_schemas.errors import Conflict, Denied, FieldError, Invalid
from talkif_schemas.ids import AccountId, ApiKeyId, new_api_key_id
from talkif_schemas.resources.api_keys import ApiKey, ApiKeyCreate, ApiKeyCreated

from ..kit.auth import PREFIX, Principal, allows, hash_key, new_key
from ..kit.db import Connection
from . import store

MAX_ACTIVE_KEYS: Final = 25
_SHOWN_CHARS: Final = len(PREFIX) + 4


async def mint(connection: Connection, account_id: AccountId, body: ApiKeyCreate) -> ApiKeyCreated:
    """Make a key and return it with its plain text, which exists nowhere else.

    Raises Conflict when the account has its 25 active keys, Invalid when the expiry lies in the past.
    """
    await check_expiry(connection, body.expires_at)
    await store.lock_keys(connection, account_id)
    if await store.count_active(connection, account_id) >= MAX_ACTIVE_KEYS:
        raise Conflict("api_key_limit_reached", f"The account has {MAX_ACTIVE_KEYS} active keys; delete one first.")
    return await _make(connection, account_id, body)


async def _make(connection: Connection, account_id: AccountId, body: ApiKeyCreate) -> ApiKeyCreated:
    key = new_key()
    stored = await store.insert_key(
        connection,
        account_id,
        new_api_key_id(),
        name=body.name,
        prefix=key[:_SHOWN_CHARS],
        key_hash=hash_key(key),
        scopes=body.scopes,
        allowed_cidrs=body.allowed_cidrs,
        expires_at=body.expires_at,
    )
    return ApiKeyCreated(**stored.model_dump(), key=key)


async def rotate(connection: Connection, account_id: AccountId, old: ApiKey, overlap_secs: int) -> ApiKeyCreated:
    """A new key in the place of an old one, which works for a while longer and no longer counts against the limit.

    Raises Conflict when the key was rotated before.
    """
    if old.replaced_by is not None:
        raise Conflict("api_key_replaced", f"The key was rotated before; its place was taken by {old.replaced_by}.")
    body = ApiKeyCreate(name=old.name, scopes=old.scopes, allowed_cidrs=old.allowed_cidrs, expires_at=old.expires_at)
    await store.lock_keys(connection, account_id)
    created = await _make(connection, account_id, body)
    await store.replace_key(connection, account_id, old.id, ApiKeyId(created.id), overlap_secs)
    return created


def check_grant(principal: Principal, scopes: Iterable[str]) -> None:
    """A key can give away only what it has itself. Raises Denied."""
    for scope in scopes:
        resource, _, access = scope.partition(":")
        if not allows(principal.scopes, resource, access):
            raise Denied(
                "insufficient_scope",
                f"The API key lacks the scope {scope}, so it cannot give it to another key.",
                meta={"requiredScope": scope},
            )


async def check_expiry(connection: Connection, expires_at: datetime | None) -> None:
    """Raises Invalid."""
    if expires_at is not None and await store.is_past(connection, expires_at):
        problem = FieldError("expiresAt", "in_the_past", "The moment has passed already")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
