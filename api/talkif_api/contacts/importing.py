"""Files of contacts become contacts: small ones within the request, large ones batch by batch in a worker.

A batch is one transaction that writes contacts and progress together, so a worker that dies loses nothing and repeats
nothing: the next one goes on after the last batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.contact_imports import (
    Charset,
    ContactImport,
    ContactImportReport,
    FileFormat,
    ImportOptions,
)

from ..accounts import account_store
from ..kit.aside import Aside
from ..kit.db import Connection
from ..kit.errors import field_path
from ..kit.jobs import IMPORTS, Parts, defer
from ..kit.storage import Storage
from ..kit.upload import Upload
from ..webhooks.outbox import announce
from . import dry_run, field_store, import_store
from .batch import CHUNK_CHARS, Batch, next_batch
from .columns import Columns
from .loading import load
from .records import FileUnreadable, Record, read_records
from .rows import Reading

IMPORT: Final = "contacts.import"
#: Files with more rows, or of more than a batch takes, are left to a worker.
ROWS_AT_ONCE: Final = 1_000
_SHOWN_PROBLEMS: Final = 100
_SHOWN_COLUMNS: Final = 20

_BY_TYPE: Final[dict[str, FileFormat]] = {
    "text/csv": "csv",
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
}
#: Names of each: https://encoding.spec.whatwg.org/#names-and-labels.
_CHARSETS: Final[dict[str, Charset]] = {
    "": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "utf-16": "utf-16",
    "iso-8859-1": "iso-8859-1",
    "iso8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
}
_BY_ENDING: Final[dict[str, FileFormat]] = {"csv": "csv", "json": "json", "ndjson": "ndjson", "jsonl": "ndjson"}


@dataclass(slots=True)
class _Beginning:
    """Of a file."""

    records: list[Record] = field(default_factory=list)
    is_all: bool = True


async def start(
    connection: Connection,
    aside: Aside,
    storage: Storage,
    account_id: AccountId,
    upload: Upload,
    options: ImportOptions,
) -> ContactImportReport:
    """Import a small file, or leave a large one to a worker. Raises Invalid for a file that cannot be read."""
    options = options.model_copy(
        update={"format": options.format or _format(upload), "charset": options.charset or _charset(upload)}
    )
    first = aside.result(
        (upload.key, options.format, options.charset), lambda: _beginning(storage, upload.key, options)
    )
    reading = await _reading(connection, account_id, options)
    _check_columns(first, reading.columns)
    import_id = await import_store.insert(connection, account_id, upload.key, options.model_dump(by_alias=True))
    if not first.is_all:
        upload.is_kept = True
        of_the_account = f"{IMPORT} {account_id}"
        await defer(connection, IMPORT, {"import_id": import_id}, one_at_a_time=of_the_account, queue=IMPORTS)
    else:
        batch = await asyncio.to_thread(_batch, iter(first.records), reading, options)
        await _take(connection, account_id, import_id, batch, reading, options)
        await _end(connection, account_id, import_id, options, "completed")
    return await report(connection, account_id, import_id)


def _check_columns(first: _Beginning, columns: Columns) -> None:
    """Raises Invalid. Of JSON nothing is known of the columns but what the rows have."""
    header = first.records[0].columns if first.records else ()
    if (clash := columns.clash(header)) is not None:
        raise Invalid("file_unreadable", f"{clash}.")
    if not first.records or not (header or first.is_all):
        return
    known = header or list(dict.fromkeys(column for record in first.records for column in record.values))
    if unmet := columns.unmet(known):
        shown = ", ".join(field_path((column,)) for column in known[:_SHOWN_COLUMNS])
        message = f"The file has no such column; it has {shown}"
        problems = tuple(FieldError(field_path(("mapping", column)), "invalid_value", message) for column in unmet)
        raise Invalid("validation_failed", "Request contains invalid fields", fields=problems)


async def report(connection: Connection, account_id: AccountId, import_id: str) -> ContactImportReport:
    """Raises NotFound."""
    found = await import_store.find(connection, account_id, import_id)
    problems = await import_store.first_problems(connection, account_id, import_id, _SHOWN_PROBLEMS)
    return ContactImportReport(**found.model_dump(), errors=problems)


async def cancel(connection: Connection, account_id: AccountId, import_id: str) -> ContactImport:
    """Rows that are done stay. Raises NotFound and Conflict."""
    if (await import_store.lock(connection, account_id, import_id)).is_over:
        raise Conflict("import_finished", "The import has ended already.")
    await import_store.finish(connection, account_id, import_id, "canceled")
    return await import_store.find(connection, account_id, import_id)


async def run(parts: Parts, account_id: AccountId, import_id: str) -> None:
    """Go on until the import has ended."""
    while not await _go_on(parts, account_id, import_id):
        pass


async def _go_on(parts: Parts, account_id: AccountId, import_id: str) -> bool:
    """False when what was read so far does not hold any more, because somebody has changed the fields of contacts."""
    async with parts.database.transaction(account_id) as tx:
        progress = await import_store.lock(tx, account_id, import_id)
        options = ImportOptions.model_validate(progress.options)
        reading = await _reading(tx, account_id, options)
    if progress.is_over:
        await parts.storage.delete(progress.file_key)
        return True
    records = _records(parts.storage, progress.file_key, options, skip=progress.processed)
    done = progress.processed
    # The next batch is read while the database writes the last one.
    reads = asyncio.create_task(asyncio.to_thread(_batch, records, reading, options))
    try:
        while True:
            batch = await reads
            if batch.is_last:
                return await _take_next(parts, account_id, import_id, batch, reading, options, done)
            reads = asyncio.create_task(asyncio.to_thread(_batch, records, reading, options))
            if not await _take_next(parts, account_id, import_id, batch, reading, options, done):
                return False
            done += batch.read
    finally:
        await asyncio.gather(reads, return_exceptions=True)


async def _take_next(
    parts: Parts,
    account_id: AccountId,
    import_id: str,
    batch: Batch,
    reading: Reading,
    options: ImportOptions,
    done: int,
) -> bool:
    """Write one batch. False: it was not written, because the import has ended or moved, or the fields have changed."""
    async with parts.database.transaction(account_id) as tx:
        progress = await import_store.lock(tx, account_id, import_id)
        if progress.is_over or progress.processed != done:
            return False
        if await field_store.definitions(tx, account_id) != reading.definitions:
            return False
        await _take(tx, account_id, import_id, batch, reading, options)
        if batch.unreadable is not None:
            await _end(tx, account_id, import_id, options, "failed", batch.unreadable)
        elif batch.is_last:
            await _end(tx, account_id, import_id, options, "completed")
    if batch.is_last:
        await parts.storage.delete(progress.file_key)
    return True


async def _take(
    connection: Connection,
    account_id: AccountId,
    import_id: str,
    batch: Batch,
    reading: Reading,
    options: ImportOptions,
) -> None:
    if options.dry_run:
        async with connection.transaction(force_rollback=True):
            loaded = await load(connection, account_id, batch, reading.definitions, rehearsed=import_id)
            keys = await dry_run.taken_keys(connection, account_id, batch)
        await dry_run.remember(connection, account_id, import_id, keys)
    else:
        loaded = await load(connection, account_id, batch, reading.definitions)
    await import_store.advance(connection, account_id, import_id, loaded)
    await import_store.keep_problems(connection, account_id, import_id, batch.problems)


async def _end(
    connection: Connection,
    account_id: AccountId,
    import_id: str,
    options: ImportOptions,
    status: str,
    error: str | None = None,
) -> None:
    await import_store.finish(connection, account_id, import_id, status, error)
    if not options.dry_run:
        found = await import_store.find(connection, account_id, import_id)
        told = found.model_dump(include={"status", "processed", "created", "updated", "skipped", "failed"})
        await announce(connection, account_id, "contacts.imported", {"importId": import_id, **told})


async def _reading(connection: Connection, account_id: AccountId, options: ImportOptions) -> Reading:
    definitions = await field_store.definitions(connection, account_id)
    labels = await field_store.labels(connection, account_id)
    country = options.default_country or (await account_store.find(connection, account_id)).default_country
    columns = Columns(options.fields_of_columns(), definitions, labels, with_ids=options.duplicate_key == "id")
    tags = tuple(tag.strip() for tag in options.tags.split(",")) if options.tags else ()
    return Reading(columns, definitions, country, tags)


def _format(upload: Upload) -> FileFormat:
    """Raises Invalid."""
    found = _BY_TYPE.get(upload.content_type) or _BY_ENDING.get(upload.file_name.rpartition(".")[2].lower())
    if found is None:
        known = ", ".join(_BY_TYPE)
        problem = FieldError("format", "required", f"Say the format, or send one of these as Content-Type: {known}")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return found


def _charset(upload: Upload) -> Charset:
    """Raises Invalid."""
    found = _CHARSETS.get(upload.charset)
    if found is None:
        known = ", ".join(dict.fromkeys(_CHARSETS.values()))
        problem = FieldError("charset", "invalid_value", f"The Content-Type names another charset than {known}")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return found


def _records(storage: Storage, key: str, options: ImportOptions, *, skip: int = 0) -> Iterator[Record]:
    """Raises FileUnreadable."""
    assert options.format is not None
    return islice(read_records(storage.read(key), options.format, options.charset or "utf-8"), skip, None)


async def _beginning(storage: Storage, key: str, options: ImportOptions) -> _Beginning:
    """Raises Invalid."""
    try:
        return await asyncio.to_thread(_read_beginning, _records(storage, key, options))
    except FileUnreadable as error:
        raise Invalid("file_unreadable", str(error)) from None


def _read_beginning(records: Iterator[Record]) -> _Beginning:
    """Raises FileUnreadable."""
    found, chars = _Beginning(), 0
    for record in records:
        chars += record.chars
        if len(found.records) == ROWS_AT_ONCE or chars >= CHUNK_CHARS:
            found.is_all = False
            break
        found.records.append(record)
    return found


def _batch(records: Iterator[Record], reading: Reading, options: ImportOptions) -> Batch:
    return next_batch(records, reading, options.duplicate_strategy, options.duplicate_key)
