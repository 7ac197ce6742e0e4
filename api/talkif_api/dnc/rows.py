"""Rows as clients send them, read one by one: what is wrong in one does not touch the others. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.resources.dnc import DncAdd, DncRowProblem, Reason
from talkif_schemas.resources.problems import FieldProblem

from ..kit.errors import field_error
from ..kit.phone_number import checked_e164


@dataclass(frozen=True, slots=True)
class Row:
    """A number to be listed."""

    phone_number: str
    """E.164."""
    reason: Reason
    note: str
    expires_at: datetime | None


def read_row(body: DncAdd, now: datetime) -> Row:
    """Raises Invalid."""
    number = checked_e164(body.phone_number, "phoneNumber")
    if body.expires_at is not None and body.expires_at <= now:
        problem = FieldError("expiresAt", "in_the_past", "The moment has passed already")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return Row(number, body.reason, body.note, body.expires_at)


def read_rows(entries: Iterable[Any], now: datetime) -> tuple[list[Row], list[DncRowProblem]]:
    """What can be listed, and what is wrong with the rest."""
    rows, problems = [], []
    for index, entry in enumerate(entries):
        try:
            rows.append(read_row(DncAdd.model_validate(entry), now))
        except ValidationError as error:
            # A row that is no object is wrong as a whole, so it has no place inside.
            found = [field_error(item["loc"] or ("entry",), item["type"], item["msg"]) for item in error.errors()]
            problems.append(_problem(index, found))
        except Invalid as error:
            problems.append(_problem(index, error.fields))
    return rows, problems


def _problem(index: int, found: Sequence[FieldError]) -> DncRowProblem:
    errors = [FieldProblem(field=problem.field, code=problem.code, message=problem.message) for problem in found]
    return DncRowProblem(index=index, errors=errors)


def each_number_once(rows: Iterable[Row]) -> list[Row]:
    """Of rows with the same number, the first one; it lasts as long as the longest. In the order of the numbers."""
    first: dict[str, Row] = {}
    for row in rows:
        known = first.setdefault(row.phone_number, row)
        if _lasts_longer(row.expires_at, known.expires_at):
            first[row.phone_number] = Row(known.phone_number, known.reason, known.note, row.expires_at)
    return [first[number] for number in sorted(first)]


def _lasts_longer(one: datetime | None, other: datetime | None) -> bool:
    return other is not None and (one is None or one > other)
