"""The fields that an account defines for its contacts, over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from talkif_schemas.resources.contact_fields import (
    ContactField,
    ContactFieldCreate,
    ContactFieldList,
    ContactFieldPatch,
    ContactFieldQuery,
)

from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, Transaction, account_router
from . import field_store, fields

router = account_router("contacts", "/contact-fields")

FieldPath = Annotated[str, Path(alias="fieldId")]


@router.post("", status_code=201)
async def create_contact_field(body: ContactFieldCreate, caller: Caller, tx: Transaction) -> ContactField:
    return await fields.define(tx, caller.account_id, body)


@router.get("")
async def list_contact_fields(
    query: Annotated[ContactFieldQuery, Query()], caller: Caller, tx: Transaction
) -> ContactFieldList:
    found, meta = await field_store.list_all(tx, caller.account_id, query)
    return ContactFieldList(contact_fields=found, meta=meta)


@router.get("/{fieldId}")
async def get_contact_field(field_id: FieldPath, caller: Caller, tx: Transaction) -> ContactField:
    return await field_store.find(tx, caller.account_id, field_id)


@router.patch("/{fieldId}")
async def update_contact_field(
    field_id: FieldPath,
    body: ContactFieldPatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> ContactField:
    return await fields.redefine(tx, caller.account_id, field_id, body, expected_revision(if_match))


@router.delete("/{fieldId}", status_code=204)
async def delete_contact_field(field_id: FieldPath, caller: Caller, tx: Transaction) -> None:
    """Contacts keep their values, which nothing checks any more."""
    await field_store.delete(tx, caller.account_id, field_id)
