"""From the record of a file to a contact, or to what is wrong with it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from talkif_schemas.errors import FieldError
from talkif_schemas.ids import is_id, new_contact_id
from talkif_schemas.resources.contacts import ContactCreate

from ..kit.errors import field_error
from ..kit.phone_number import e164
from . import custom_fields
from .columns import CUSTOM, ID, SOURCE, Columns, both
from .custom_fields import Definition
from .records import Record
from .writing import zone

_SAID: Final = ("external_id", "first_name", "last_name", "phone", "email", "company", "language")
#: Columns of a contact, but for tags and the account's own fields.
VALUES: Final = (*_SAID, "timezone", "timezone_source")
#: The White_Space of Unicode, which models strip. Python's has four separators of ASCII more.
_SPACES: Final = "".join(char for char in map(chr, range(0x3001)) if char.isspace() and char not in "\x1c\x1d\x1e\x1f")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file are read."""

    columns: Columns
    definitions: Mapping[str, Definition]
    country: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """A contact as a row says it; None stands for what the row does not say."""

    number: int
    contact_id: str
    """Its id, should it be new."""
    values: dict[str, Any]
    """By the names in VALUES, and `id`: the contact that the row is about."""
    tags: list[str]
    custom_fields: dict[str, Any]

    def merge(self, later: Row) -> None:
        """Put another row about the same contact over this one."""
        given = {name: value for name, value in later.values.items() if value is not None}
        if self.values["timezone_source"] == "given" and given.get("timezone_source") == "number":
            given = {name: value for name, value in given.items() if not name.startswith("timezone")}
        self.values |= given
        self.tags = list(dict.fromkeys([*self.tags, *later.tags]))
        self.custom_fields |= later.custom_fields


class _Clash(Exception):
    """Two columns of a row mean the same field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def read_row(record: Record, reading: Reading) -> Row | list[FieldError]:
    if record.problem is not None:
        return [FieldError("", "invalid_format", record.problem)]
    try:
        fields, own = _by_field(record, reading)
    except _Clash as clash:
        return [FieldError(clash.field, "invalid_value", str(clash))]
    problems = custom_fields.problems(own, reading.definitions) + custom_fields.too_many(own)
    contact_id = fields.pop(ID, None)
    if contact_id is not None and not (isinstance(contact_id, str) and is_id(contact_id, "contact")):
        problems.append(FieldError(ID, "invalid_format", "Id of a contact expected, as exported files have it"))
    if fields.pop(SOURCE, None) == "number":
        fields.pop("timezone", None)
    try:
        body = ContactCreate.model_validate(fields)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return [*(field_error(item["loc"], item["type"], item["msg"]) for item in found), *problems]
    values = {name: getattr(body, name) for name in _SAID}
    if body.phone is not None:
        values["phone"] = e164(body.phone, body.country or reading.country)
        if values["phone"] is None:
            problems.append(FieldError("phone", "invalid_format", "Phone number expected, such as +14155551234"))
    if problems:
        return problems
    values |= zone(body.timezone, values["phone"]) | {ID: contact_id}
    return Row(record.number, new_contact_id(), values, body.tags, own)


def _by_field(record: Record, reading: Reading) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of contacts, and the account's own. Empty texts and nulls say nothing. Raises _Clash."""
    # Said in any case: copies of defaults would take as long as half of the checks.
    fields: dict[str, Any] = {"tags": [], "customFields": {}}
    own: dict[str, Any] = {}
    of_fields: dict[str, str] = {}
    for column, value in record.values.items():
        if isinstance(value, str):
            value = value.strip(_SPACES)
        if value is None or value == "":
            continue
        field = reading.columns.field(column)
        if field is None:
            continue
        if of_fields.setdefault(field, column) != column:
            raise _Clash(field, both(of_fields[field], column, field))
        if field == "customFields":
            own |= _own_fields(value)
        elif field.startswith(CUSTOM):
            key = field.removeprefix(CUSTOM)
            own[key] = custom_fields.from_text(value, reading.definitions.get(key)) if isinstance(value, str) else value
        elif field == "tags" and isinstance(value, str):
            between = "," if "," in value else ";"
            fields["tags"] = [tag for part in value.split(between) if (tag := part.strip(_SPACES))]
        else:
            fields[field] = value
    if reading.tags and isinstance(fields["tags"], list):
        fields["tags"] = [*fields["tags"], *reading.tags]
    return fields, own


def _own_fields(value: Any) -> dict[str, Any]:
    """Of a JSON object, or of the text of one, as exported files have it."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        found = value
    if not isinstance(found, dict):
        return {"": found}  # A key that cannot be, so that the row is refused.
    return {key: item for key, item in found.items() if item is not None}
