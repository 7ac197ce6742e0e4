"""Changes to the fields of contacts: never one that leaves a contact with a value that its field forbids."""

from __future__ import annotations

from typing import Final

from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.contact_fields import ContactField, ContactFieldCreate, ContactFieldPatch

from ..kit.db import Connection
from ..kit.revision import check_revision
from . import custom_fields, field_store
from .custom_fields import Definition

MAX_FIELDS: Final = 200


async def define(connection: Connection, account_id: AccountId, body: ContactFieldCreate) -> ContactField:
    """Raises Conflict, also when contacts have values that would not fit."""
    await field_store.lock(connection, account_id)
    if await field_store.count(connection, account_id) >= MAX_FIELDS:
        raise Conflict("contact_field_limit_reached", f"An account has at most {MAX_FIELDS} contact fields.")
    field = await field_store.insert(connection, account_id, body.root)
    definition = Definition(field.key, field.type, tuple(field.options), field.required)
    misfits = 0
    async for value, contacts in field_store.values(connection, account_id, field.key):
        if custom_fields.problems({field.key: value}, {field.key: definition}):
            misfits += contacts
    if misfits:
        raise Conflict(
            "contact_field_in_use", f"Contacts with another value of {field.key} than the field allows: {misfits}."
        )
    return field


async def redefine(
    connection: Connection, account_id: AccountId, field_id: str, body: ContactFieldPatch, expected: int | None
) -> ContactField:
    """Raises NotFound, PreconditionFailed, Invalid, and Conflict when a contact has a value that would not fit."""
    await field_store.lock(connection, account_id)
    before = await field_store.find(connection, account_id, field_id)
    check_revision(before.revision, expected)
    if not body.model_fields_set:
        return before
    kind = body.type or before.type
    options = before.options if body.options is None else body.options
    if kind != "enum" and body.options is None:
        options = []
    if (kind == "enum") != bool(options):
        problem = FieldError("options", "invalid_value", "Options are needed for an enum, and for nothing else")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    gone = sorted(set(before.options) - set(options))
    if kind != before.type and await field_store.has_value(connection, account_id, before.key):
        raise Conflict("contact_field_in_use", f"Contacts have values of {before.key}; its type cannot change.")
    if kind == before.type and gone and await field_store.has_value(connection, account_id, before.key, gone):
        raise Conflict("contact_field_in_use", f"Contacts have one of these values: {', '.join(gone)}.")
    changes = body.model_dump(exclude_unset=True) | {"options": options}
    return await field_store.update(connection, account_id, field_id, changes)
