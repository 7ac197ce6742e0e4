"""Who may make and change which API key, and how many there may be."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from talkif_schemas.errors import Conflict, Denied, FieldError, Invalid, NotFound, Unauthenticated
from talkif_schemas.ids import AccountId, ApiKeyId, new_api_key_id
from talkif_schemas.network import Network
from talkif_schemas.resources.api_keys import ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyPatch

from ..kit.auth import PREFIX, Principal, allows, hash_key, new_key
from ..kit.db import Connection
from ..kit.revision import check_revision
from . import store

MAX_ACTIVE_KEYS: Final = 25
#: Rotated keys that still work beside those, so that each can be rotated.
MAX_OVERLAPPING_KEYS: Final = MAX_ACTIVE_KEYS
_SHOWN_CHARS: Final = len(PREFIX) + 4


async def mint(connection: Connection, account_id: AccountId, body: ApiKeyCreate) -> ApiKeyCreated:
    """Make a key and return it with its plain text, which exists nowhere else.

    Raises Conflict when the account has its 25 active keys, Invalid when the expiry lies in the past.
    """
    await check_expiry(connection, body.expires_at)
    await _check_room(connection, account_id)
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


async def rotate(
    connection: Connection, account_id: AccountId, own: ApiKey, key_id: str, overlap_secs: int
) -> ApiKeyCreated:
    """A new key in the place of an old one, which works for a while longer and no longer counts against the limit.

    `own`: the key of the request. Raises NotFound, Denied where the old key is more than `own`, and Conflict when it
    was rotated before, has expired, or would be one too many of those that still work.
    """
    await store.lock_keys(connection, account_id)
    old = await store.find_key(connection, account_id, key_id)
    if old is None:
        raise NotFound("api_key_not_found", "There is no such API key.")
    check_no_more(own, old)
    if old.replaced_by is not None:
        raise Conflict("api_key_replaced", f"The key was rotated before; its place was taken by {old.replaced_by}.")
    if old.expires_at is not None and await store.is_past(connection, old.expires_at):
        raise Conflict("api_key_expired", "The key has expired, so nothing is to be put in its place; make a new one.")
    if overlap_secs and await store.count_overlapping(connection, account_id) >= MAX_OVERLAPPING_KEYS:
        detail = (
            f"{MAX_OVERLAPPING_KEYS} rotated keys of the account still work; delete one first, or allow no overlap."
        )
        raise Conflict("api_key_limit_reached", detail)
    body = ApiKeyCreate(name=old.name, scopes=old.scopes, allowed_cidrs=old.allowed_cidrs, expires_at=old.expires_at)
    created = await _make(connection, account_id, body)
    await store.replace_key(connection, account_id, old.id, ApiKeyId(created.id), overlap_secs)
    return created


async def own_key(connection: Connection, principal: Principal) -> ApiKey:
    """The key of the request. Raises Unauthenticated when it was revoked meanwhile."""
    own = await store.find_key(connection, principal.account_id, principal.key_id)
    if own is None:
        raise Unauthenticated("unauthorized", "The API key is unknown, expired or revoked.")
    return own


def check_no_more(own: ApiKey, other: ApiKey | ApiKeyCreate) -> None:
    """A key neither makes nor changes one that may do more than itself: scopes, networks, time. Raises Denied."""
    for scope in other.scopes:
        resource, _, access = scope.partition(":")
        if not allows(own.scopes, resource, access):
            detail = f"The API key lacks the scope {scope}, so it has no power over a key with it."
            raise Denied("insufficient_scope", detail, meta={"requiredScope": scope})
    if own.allowed_cidrs and not _lie_in(other.allowed_cidrs, own.allowed_cidrs):
        networks = ", ".join(own.allowed_cidrs)
        detail = f"The API key is bound to {networks}, so it has no power over one that works from elsewhere."
        raise Denied("key_limits_exceeded", detail)
    if own.expires_at is not None and _ends_later(other.expires_at, own.expires_at):
        detail = f"The API key ends at {own.expires_at.isoformat()}, so it has no power over one that lasts longer."
        raise Denied("key_limits_exceeded", detail)


def _lie_in(networks: Iterable[str], bounds: Iterable[str]) -> bool:
    """Each of the networks in one of the bounds. No networks at all stand for any address."""
    outer = [ipaddress.ip_network(bound) for bound in bounds]
    inner = [ipaddress.ip_network(network) for network in networks]
    return bool(inner) and all(any(_lies_in(network, bound) for bound in outer) for network in inner)


def _lies_in(network: Network, bound: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(bound, ipaddress.IPv4Network) and network.subnet_of(bound)
    return isinstance(bound, ipaddress.IPv6Network) and network.subnet_of(bound)


async def change(
    connection: Connection, account_id: AccountId, own: ApiKey, key_id: str, body: ApiKeyPatch, revision: int | None
) -> ApiKey:
    """`own`: the key of the request.

    Raises NotFound, Denied where the key is or would be more than `own`, PreconditionFailed, Invalid when the expiry
    lies in the past, and Conflict for one that would outlive its rotation or come back to life beside 25 others.
    """
    old = await store.find_key(connection, account_id, key_id, for_update=True)
    if old is None:
        raise NotFound("api_key_not_found", "There is no such API key.")
    changes = body.model_dump(exclude_unset=True)
    said = {name: value for name, value in changes.items() if value is not None or name == "expires_at"}
    new = old.model_copy(update=said)
    check_no_more(own, old)
    check_revision(old.revision, revision)
    check_no_more(own, new)
    await check_expiry(connection, body.expires_at)
    if old.replaced_by is not None and _ends_later(new.expires_at, old.expires_at):
        raise Conflict("api_key_replaced", f"The key was rotated and ends soon; {old.replaced_by} has its place.")
    if old.expires_at is not None and await store.is_past(connection, old.expires_at) and "expires_at" in changes:
        await _check_room(connection, account_id)
    return await store.update_key(connection, account_id, old.id, changes)


def _ends_later(moment: datetime | None, other: datetime | None) -> bool:
    """None: never."""
    return other is not None and (moment is None or moment > other)


async def _check_room(connection: Connection, account_id: AccountId) -> None:
    """Raises Conflict. No other transaction adds keys before this one ends."""
    await store.lock_keys(connection, account_id)
    if await store.count_active(connection, account_id) >= MAX_ACTIVE_KEYS:
        raise Conflict("api_key_limit_reached", f"The account has {MAX_ACTIVE_KEYS} active keys; delete one first.")


async def check_expiry(connection: Connection, expires_at: datetime | None) -> None:
    """Raises Invalid."""
    if expires_at is not None and await store.is_past(connection, expires_at):
        problem = FieldError("expiresAt", "in_the_past", "The moment has passed already")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
