"""Contacts over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response

from talkif_schemas.resources.contacts import (
    Contact,
    ContactCreate,
    ContactExportQuery,
    ContactList,
    ContactPatch,
    ContactQuery,
    ContactsOfNumber,
    PhoneQuery,
    TagList,
    TagQuery,
    TagsAdd,
)

from ..kit.db import Database
from ..kit.download import FILES, Download
from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, Transaction, account_router
from . import exporting, listing, store, writing

router = account_router("contacts", "/contacts")

ContactPath = Annotated[str, Path(alias="contactId")]


@router.post("", status_code=201)
async def create_contact(body: ContactCreate, caller: Caller, tx: Transaction) -> Contact:
    return await writing.create(tx, caller.account_id, body)


@router.get("")
async def list_contacts(query: Annotated[ContactQuery, Query()], caller: Caller, tx: Transaction) -> ContactList:
    contacts, meta = await listing.list_page(tx, caller.account_id, query)
    return ContactList(contacts=contacts, meta=meta)


@router.get("/search-by-phone")
async def search_contacts_by_phone(
    query: Annotated[PhoneQuery, Query()], caller: Caller, tx: Transaction
) -> ContactsOfNumber:
    """Everybody with this number, most recently changed first."""
    number = await writing.stored_number(tx, caller.account_id, query.phone, query.country, without_extension=True)
    contacts, meta = await store.of_number(tx, caller.account_id, number, query)
    return ContactsOfNumber(contacts=contacts, meta=meta)


@router.get("/tags")
async def list_contact_tags(query: Annotated[TagQuery, Query()], caller: Caller, tx: Transaction) -> TagList:
    """All tags that contacts have, and how many have each."""
    tags, meta = await store.tags(tx, caller.account_id, query)
    return TagList(tags=tags, meta=meta)


@router.get("/export", response_class=Response, responses=FILES)
async def export_contacts(
    query: Annotated[ContactExportQuery, Query()], caller: Caller, tx: Transaction, request: Request
) -> Download:
    """The contacts that the filters leave as a file, oldest first. Imports read it as it is."""
    database: Database = request.app.state.database
    selection = await listing.select(tx, caller.account_id, query)
    rows = exporting.rows(selection, query.format)
    return Download(database, caller.account_id, rows, selection.params, name="contacts", file_format=query.format)


@router.get("/{contactId}")
async def get_contact(contact_id: ContactPath, caller: Caller, tx: Transaction) -> Contact:
    return await store.find(tx, caller.account_id, contact_id)


@router.patch("/{contactId}")
async def update_contact(
    contact_id: ContactPath,
    body: ContactPatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Contact:
    return await writing.change(tx, caller.account_id, contact_id, body, expected_revision(if_match))


@router.delete("/{contactId}", status_code=204)
async def delete_contact(contact_id: ContactPath, caller: Caller, tx: Transaction) -> None:
    """Lists with `deleted=true` still show it, and it can be restored."""
    await store.delete(tx, caller.account_id, contact_id)


@router.post("/{contactId}/restore")
async def restore_contact(contact_id: ContactPath, caller: Caller, tx: Transaction) -> Contact:
    """Bring back a contact that was deleted."""
    return await store.restore(tx, caller.account_id, contact_id)


@router.post("/{contactId}/tags")
async def add_contact_tags(contact_id: ContactPath, body: TagsAdd, caller: Caller, tx: Transaction) -> Contact:
    """Tags that the contact has already stay."""
    return await writing.add_tags(tx, caller.account_id, contact_id, body.tags)


@router.delete("/{contactId}/tags/{tag:path}")
async def remove_contact_tag(
    contact_id: ContactPath, tag: Annotated[str, Path()], caller: Caller, tx: Transaction
) -> Contact:
    """The contact without the tag."""
    return await writing.remove_tag(tx, caller.account_id, contact_id, tag)
