"""The account itself over REST: settings and audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from talkif_schemas.resources.accounts import Account, AccountPatch, AuditList, AuditQuery

from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, Transaction, account_router
from . import account_store

router = account_router("account", "")


@router.get("/settings")
async def get_account(caller: Caller, tx: Transaction) -> Account:
    return await account_store.find(tx, caller.account_id)


@router.patch("/settings")
async def update_account(
    body: AccountPatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Account:
    return await account_store.update(
        tx, caller.account_id, body.model_dump(exclude_unset=True), expected_revision(if_match)
    )


@router.get("/audit-log")
async def audit_log(query: Annotated[AuditQuery, Query()], caller: Caller, tx: Transaction) -> AuditList:
    """Every change through the API, newest first."""
    entries, meta = await account_store.audit_log(tx, caller.account_id, query)
    return AuditList(entries=entries, meta=meta)
