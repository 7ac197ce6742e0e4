"""From what a client says about a contact to what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.contacts import MAX_TAGS, NAMING, NAMING_NEEDED, Contact, ContactCreate, ContactPatch

from ..accounts import account_store
from ..kit.db import Connection
from ..kit.phone_number import e164
from ..kit.revision import check_revision
from . import custom_fields, field_store, store
from .number import zone_of


async def create(connection: Connection, account_id: AccountId, body: ContactCreate) -> Contact:
    """Raises Invalid and Conflict."""
    values = body.model_dump(exclude={"country"})
    values["custom_fields"] = await _merged(connection, account_id, {}, body.custom_fields, is_new=True)
    if body.phone is not None:
        values["phone"] = await stored_number(connection, account_id, body.phone, body.country)
    return await store.insert(connection, account_id, values | zone(body.timezone, values["phone"]))


async def change(
    connection: Connection, account_id: AccountId, contact_id: str, body: ContactPatch, expected: int | None
) -> Contact:
    """Raises NotFound, PreconditionFailed, Invalid and Conflict."""
    before = await store.find(connection, account_id, contact_id, for_update=True)
    check_revision(before.revision, expected)
    values = body.model_dump(exclude_unset=True, exclude={"country"})
    if not values:
        return before
    if values.keys() & set(NAMING) and not any(values.get(name, getattr(before, name)) for name in NAMING):
        raise _invalid(FieldError("body", "required", NAMING_NEEDED))
    if "tags" in values:
        values["tags"] = values["tags"] or []
    if "custom_fields" in values:
        values["custom_fields"] = await _merged(
            connection, account_id, before.custom_fields, body.custom_fields or {}, is_new=False
        )
    if body.phone is not None:
        values["phone"] = await stored_number(connection, account_id, body.phone, body.country)
    if "timezone" in values or ("phone" in values and before.timezone_source != "given"):
        values |= zone(values.get("timezone"), values.get("phone", before.phone))
    return await store.update(connection, account_id, contact_id, values)


async def add_tags(connection: Connection, account_id: AccountId, contact_id: str, tags: list[str]) -> Contact:
    """Raises NotFound and Invalid."""
    before = await store.find(connection, account_id, contact_id, for_update=True)
    after = list(dict.fromkeys([*before.tags, *tags]))
    if len(after) > MAX_TAGS:
        raise _invalid(FieldError("tags", "too_long", f"A contact has at most {MAX_TAGS} tags"))
    return await store.update(connection, account_id, contact_id, {"tags": after})


async def remove_tag(connection: Connection, account_id: AccountId, contact_id: str, tag: str) -> Contact:
    """Does nothing when the contact has no such tag. Raises NotFound."""
    before = await store.find(connection, account_id, contact_id, for_update=True)
    after = [other for other in before.tags if other != tag]
    return await store.update(connection, account_id, contact_id, {"tags": after}) if after != before.tags else before


async def stored_number(
    connection: Connection,
    account_id: AccountId,
    phone: str,
    country: str | None,
    *,
    without_extension: bool = False,
) -> str:
    """E.164. Raises Invalid, also for an extension unless it may be left out."""
    if country is None and not phone.startswith("+"):
        country = (await account_store.find(connection, account_id)).default_country
    number = e164(phone, country, without_extension=without_extension)
    if number is None:
        raise _invalid(FieldError("phone", "invalid_format", "Phone number expected, such as +14155551234"))
    return number


def zone(given: str | None, phone: str | None) -> dict[str, str | None]:
    """The columns of the time zone."""
    if given is not None:
        return {"timezone": given, "timezone_source": "given"}
    derived = zone_of(phone) if phone is not None else None
    return {"timezone": derived, "timezone_source": "number" if derived is not None else None}


async def _merged(
    connection: Connection, account_id: AccountId, before: Mapping[str, Any], given: Mapping[str, Any], *, is_new: bool
) -> dict[str, Any]:
    """The values of the account's own fields; null removes one. Raises Invalid."""
    definitions = await field_store.definitions(connection, account_id)
    after = {key: value for key, value in {**before, **given}.items() if value is not None}
    lacking = custom_fields.missing(after, definitions)
    problems = [
        *custom_fields.problems(given, definitions),
        *custom_fields.required(key for key in lacking if is_new or key in given),
        *custom_fields.too_many(after),
    ]
    if problems:
        raise _invalid(*problems)
    return after


def _invalid(*problems: FieldError) -> Invalid:
    return Invalid("validation_failed", "Request contains invalid fields", fields=problems)
