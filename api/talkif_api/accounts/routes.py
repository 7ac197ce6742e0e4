"""API keys over REST."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query

from talkif_schemas.errors import NotFound
from talkif_schemas.resources.api_keys import (
    ApiKey,
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyList,
    ApiKeyPatch,
    ApiKeyQuery,
    ApiKeyRotate,
    Usage,
    UsageQuery,
)

from ..kit.revision import IfMatch, expected_revision
from ..kit.route import SHOWN_ONCE, Caller, Transaction, account_router
from . import keys, store

router = account_router("keys", "/api-keys")

KeyPath = Annotated[str, Path(alias="keyId")]
_MISSING: Final = "There is no such API key."


@router.post("", status_code=201, openapi_extra={SHOWN_ONCE: ["key"]})
async def create_api_key(body: ApiKeyCreate, caller: Caller, tx: Transaction) -> ApiKeyCreated:
    keys.check_no_more(await keys.own_key(tx, caller), body)
    return await keys.mint(tx, caller.account_id, body)


@router.get("")
async def list_api_keys(query: Annotated[ApiKeyQuery, Query()], caller: Caller, tx: Transaction) -> ApiKeyList:
    found, meta = await store.list_keys(tx, caller.account_id, query)
    return ApiKeyList(api_keys=found, meta=meta)


@router.get("/{keyId}")
async def get_api_key(key_id: KeyPath, caller: Caller, tx: Transaction) -> ApiKey:
    key = await store.find_key(tx, caller.account_id, key_id)
    if key is None:
        raise NotFound("api_key_not_found", _MISSING)
    return key


@router.patch("/{keyId}")
async def update_api_key(
    key_id: KeyPath, body: ApiKeyPatch, caller: Caller, tx: Transaction, if_match: IfMatch = None
) -> ApiKey:
    own = await keys.own_key(tx, caller)
    return await keys.change(tx, caller.account_id, own, key_id, body, expected_revision(if_match))


@router.delete("/{keyId}", status_code=204)
async def revoke_api_key(key_id: KeyPath, caller: Caller, tx: Transaction) -> None:
    keys.check_no_more(await keys.own_key(tx, caller), await get_api_key(key_id, caller, tx))
    if not await store.revoke_key(tx, caller.account_id, key_id):
        raise NotFound("api_key_not_found", _MISSING)


@router.post("/{keyId}/rotate", status_code=201, openapi_extra={SHOWN_ONCE: ["key"]})
async def rotate_api_key(key_id: KeyPath, body: ApiKeyRotate, caller: Caller, tx: Transaction) -> ApiKeyCreated:
    """A new key in the place of this one, which works until the overlap is over."""
    return await keys.rotate(tx, caller.account_id, await keys.own_key(tx, caller), key_id, body.overlap_secs)


@router.get("/{keyId}/usage")
async def api_key_usage(
    key_id: KeyPath, query: Annotated[UsageQuery, Query()], caller: Caller, tx: Transaction
) -> Usage:
    """Requests, errors and addresses by day."""
    await get_api_key(key_id, caller, tx)
    return await store.usage(tx, caller.account_id, key_id, query.from_, query.to)
