"""Some thousand rows that are written together. No two of them are about the same contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from talkif_schemas.errors import FieldError
from talkif_schemas.resources.contact_imports import DuplicateKey, DuplicateStrategy, RowProblem

from .records import FileUnreadable, Record
from .rows import Reading, Row, read_row

#: A chunk is one transaction; it has to end well within the limit of a statement.
CHUNK_ROWS: Final = 2_000
#: Of the file, with the row that goes beyond. As values they take up to twenty times as many bytes, and two chunks are
#: in memory at once for each import.
CHUNK_CHARS: Final = 2_000_000
#: Of a row with more problems, the first ones are told.
_PROBLEMS_OF_A_ROW: Final = 5

_COLUMNS: Final[dict[DuplicateKey, str]] = {"phone": "phone", "externalId": "external_id", "email": "email", "id": "id"}


@dataclass(slots=True)
class Batch:
    """`rows` are still to be matched with the contacts that are there."""

    strategy: DuplicateStrategy
    key: DuplicateKey
    read: int = 0
    """Rows of the file, good or bad."""
    chars: int = 0
    is_last: bool = False
    """Nothing comes after it."""
    rows: list[Row] = field(default_factory=list)
    skipped: int = 0
    """Rows whose contact another row of the batch makes."""
    merged: int = 0
    """Rows that were put over another row of the batch."""
    failed: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unreadable: str | None = None
    """Why nothing can be read after these rows."""
    _by_key: dict[str, Row] = field(default_factory=dict)
    _external_ids: dict[str, Row] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return self.read >= CHUNK_ROWS or self.chars >= CHUNK_CHARS

    def add(self, record: Record, reading: Reading) -> None:
        self.read += 1
        self.chars += record.chars
        row = read_row(record, reading)
        if isinstance(row, list):
            self.refuse(record.number, row)
            return
        key = row.values[_COLUMNS[self.key]] if self.strategy != "create" else None
        before = self._by_key.get(key) if key is not None else None
        owner = self._external_ids.get(row.values["external_id"])
        if before is not None and self.strategy == "skip":
            self.skipped += 1
        elif owner is not None and owner is not before:
            self.refuse(row.number, [taken(row.values["external_id"])])
        elif before is not None:
            before.merge(row)
            self.merged += 1
            self._remember(None, before)
        else:
            self.rows.append(row)
            self._remember(key, row)

    def refuse(self, number: int, problems: list[FieldError]) -> None:
        self.failed += 1
        self.problems += [
            RowProblem(row=number, field=problem.field, code=problem.code, message=problem.message)
            for problem in problems[:_PROBLEMS_OF_A_ROW]
        ]

    def _remember(self, key: str | None, row: Row) -> None:
        if key is not None:
            self._by_key[key] = row
        if row.values["external_id"] is not None:
            self._external_ids[row.values["external_id"]] = row


def taken(external_id: str) -> FieldError:
    return FieldError("externalId", "already_exists", f"Another contact has the externalId {external_id}")


def next_batch(records: Iterator[Record], reading: Reading, strategy: DuplicateStrategy, key: DuplicateKey) -> Batch:
    """The last may be empty."""
    batch = Batch(strategy, key)
    try:
        for record in records:
            batch.add(record, reading)
            if batch.is_full:
                return batch
    except FileUnreadable as error:
        batch.unreadable = str(error)
    batch.is_last = True
    return batch
