"""SQL that turns a batch of rows into contacts: copied beside them, matched, and written set by set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from psycopg import sql

from talkif_schemas.errors import FieldError
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.contact_imports import DuplicateKey
from talkif_schemas.resources.contacts import MAX_KEYS, MAX_TAGS

from ..kit.db import Connection
from . import custom_fields, dry_run
from .batch import Batch, taken
from .custom_fields import Definition
from .rows import VALUES, Row

_COLUMNS: Final = sql.SQL(", ").join(map(sql.Identifier, (*VALUES, "tags", "custom_fields")))
#: How an incoming row finds its contact. Of several, the one that was changed last.
_MATCHES: Final[dict[DuplicateKey, tuple[sql.SQL, sql.SQL]]] = {
    "phone": (sql.SQL("c.phone = i.phone"), sql.SQL("ORDER BY updated_at DESC, contact_id DESC LIMIT 1")),
    "externalId": (sql.SQL("c.external_id = i.external_id"), sql.SQL("")),
    "email": (sql.SQL("c.email = i.email"), sql.SQL("ORDER BY updated_at DESC, contact_id DESC LIMIT 1")),
    "id": (sql.SQL("c.contact_id = i.given_id"), sql.SQL("")),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a batch; the other four add up to `read`."""

    read: int
    created: int
    updated: int
    skipped: int
    failed: int


async def load(
    connection: Connection,
    account_id: AccountId,
    batch: Batch,
    definitions: Mapping[str, Definition],
    *,
    rehearsed: str | None = None,
) -> Loaded:
    """Write a batch in the current transaction; rows that cannot be written are added to its problems.

    `rehearsed`: the dry run that rolls back this batch, as it has those before.
    """
    await _copy(connection, batch.rows, definitions)
    matched = unknown = updated = 0
    if batch.strategy != "create":
        matched = await _match(connection, account_id, batch.key, lock=batch.strategy == "update")
        if rehearsed is not None:
            matched += await dry_run.match_earlier(connection, rehearsed, batch.key)
        if batch.key == "id":
            unknown = await _refuse_unknown(connection, batch)
    if batch.strategy == "update" and matched:
        await _refuse_conflicts(connection, account_id, batch)
        updated = await _update(connection, account_id)
    new = len(batch.rows) - matched - unknown
    if rehearsed is not None:
        await dry_run.refuse_taken_earlier(connection, rehearsed, batch)
        earlier, new = await dry_run.count_earlier(connection, account_id)
        updated += earlier if batch.strategy == "update" else 0
    created = await _insert(connection, account_id, batch, new=new)
    skipped = batch.skipped + (matched if batch.strategy == "skip" else 0)
    return Loaded(batch.read, created, updated + batch.merged, skipped, batch.failed)


async def _copy(connection: Connection, rows: Iterable[Row], definitions: Mapping[str, Definition]) -> None:
    await connection.execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
          row_number int, contact_id text, given_id text, external_id text, first_name text, last_name text, phone text,
          email text, company text, timezone text, timezone_source text, language text, tags text[],
          custom_fields jsonb, lacking text, match text
        ) ON COMMIT DELETE ROWS
        """
    )
    await connection.execute("TRUNCATE incoming")
    statement = sql.SQL("COPY incoming (row_number, contact_id, given_id, {}, lacking) FROM STDIN").format(_COLUMNS)
    async with connection.cursor().copy(statement) as copy:
        for row in rows:
            lacking = custom_fields.missing(row.custom_fields, definitions)
            await copy.write_row(
                (
                    row.number,
                    row.contact_id,
                    row.values["id"],
                    *map(row.values.__getitem__, VALUES),
                    _array(row.tags),
                    orjson.dumps(row.custom_fields).decode(),
                    lacking[0] if lacking else None,
                )
            )


def _array(texts: list[str]) -> str:
    """As PostgreSQL reads it; psycopg's own way takes several times longer."""
    quoted = (text.replace("\\", r"\\").replace('"', r"\"") for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


async def _match(connection: Connection, account_id: AccountId, key: DuplicateKey, *, lock: bool) -> int:
    """How many rows have a contact already. `lock`: nobody else changes these until the transaction ends."""
    same, order = _MATCHES[key]
    cursor = await connection.execute(
        sql.SQL(
            """
            WITH found AS (
              SELECT i.row_number, c.contact_id FROM incoming i CROSS JOIN LATERAL (
                SELECT contact_id FROM contacts c WHERE account_id = %s AND {same} AND deleted_at IS NULL
                {order} {lock}) AS c)
            UPDATE incoming SET match = found.contact_id FROM found WHERE incoming.row_number = found.row_number
            """
        ).format(same=same, order=order, lock=sql.SQL("FOR UPDATE" if lock else "")),
        (account_id,),
    )
    return cursor.rowcount


async def _refuse_unknown(connection: Connection, batch: Batch) -> int:
    """How many rows had the id of no contact."""
    cursor = await connection.execute(
        "DELETE FROM incoming WHERE match IS NULL AND given_id IS NOT NULL RETURNING row_number, given_id"
    )
    for row in await cursor.fetchall():
        problem = FieldError("id", "invalid_value", f"There is no contact with the id {row['given_id']}")
        batch.refuse(row["row_number"], [problem])
    return cursor.rowcount


async def _refuse_conflicts(connection: Connection, account_id: AccountId, batch: Batch) -> None:
    """Rows that would give a contact the externalId of another, more tags, or more values than it may have."""
    cursor = await connection.execute(
        """
        DELETE FROM incoming i USING contacts c
        WHERE c.account_id = %(account_id)s AND c.contact_id = i.match AND (
          EXISTS (SELECT FROM contacts o WHERE o.account_id = %(account_id)s AND o.external_id = i.external_id
                    AND o.deleted_at IS NULL AND o.contact_id <> i.match)
          OR cardinality(c.tags || i.tags) > %(tags)s
             AND (SELECT count(DISTINCT tag) FROM unnest(c.tags || i.tags) AS tag) > %(tags)s
          OR (SELECT count(*) FROM jsonb_object_keys(c.custom_fields || i.custom_fields)) > %(keys)s)
        RETURNING i.row_number, i.external_id, cardinality(c.tags || i.tags) > %(tags)s AS has_many_tags,
          (SELECT count(*) FROM jsonb_object_keys(c.custom_fields || i.custom_fields)) > %(keys)s AS has_many_values
        """,
        {"account_id": account_id, "tags": MAX_TAGS, "keys": MAX_KEYS},
    )
    for row in await cursor.fetchall():
        batch.refuse(row["row_number"], [_conflict(row)])


def _conflict(row: dict[str, Any]) -> FieldError:
    if row["has_many_values"]:
        return FieldError("customFields", "too_long", f"A contact has at most {MAX_KEYS} values of its own")
    if row["has_many_tags"]:
        return FieldError("tags", "too_long", f"A contact has at most {MAX_TAGS} tags")
    return taken(row["external_id"])


async def _update(connection: Connection, account_id: AccountId) -> int:
    """Put the matched rows over their contacts. A zone that was given stays when a row tells none."""
    cursor = await connection.execute(
        """
        UPDATE contacts c SET
          external_id = coalesce(i.external_id, c.external_id), first_name = coalesce(i.first_name, c.first_name),
          last_name = coalesce(i.last_name, c.last_name), phone = coalesce(i.phone, c.phone),
          email = coalesce(i.email, c.email), company = coalesce(i.company, c.company),
          timezone = CASE WHEN i.timezone_source IS DISTINCT FROM 'given'
                            AND (i.phone IS NULL OR c.timezone_source = 'given')
                          THEN c.timezone ELSE i.timezone END,
          timezone_source = CASE WHEN i.timezone_source IS DISTINCT FROM 'given'
                                   AND (i.phone IS NULL OR c.timezone_source = 'given')
                                 THEN c.timezone_source ELSE i.timezone_source END,
          language = coalesce(i.language, c.language),
          tags = CASE WHEN c.tags @> i.tags THEN c.tags
                      ELSE c.tags || ARRAY(SELECT tag FROM unnest(i.tags) AS tag WHERE tag <> ALL (c.tags)) END,
          custom_fields = c.custom_fields || i.custom_fields,
          updated_at = now(), revision = c.revision + 1
        FROM incoming i
        WHERE c.account_id = %(account_id)s AND c.contact_id = i.match
        """,
        {"account_id": account_id},
    )
    return cursor.rowcount


async def _insert(connection: Connection, account_id: AccountId, batch: Batch, new: int) -> int:
    """Make contacts of the rows that match none, `new` of them."""
    cursor = await connection.execute(
        "DELETE FROM incoming WHERE match IS NULL AND lacking IS NOT NULL RETURNING row_number, lacking"
    )
    for row in await cursor.fetchall():
        batch.refuse(row["row_number"], custom_fields.required([row["lacking"]]))
        new -= 1
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO contacts (account_id, contact_id, updated_at, {columns})
            SELECT %s, contact_id, contact_made_at(contact_id), {columns} FROM incoming WHERE match IS NULL
            ORDER BY row_number
            ON CONFLICT (account_id, external_id) WHERE deleted_at IS NULL AND external_id IS NOT NULL DO NOTHING
            """
        ).format(columns=_COLUMNS),
        (account_id,),
    )
    if cursor.rowcount < new:
        await _refuse_taken(connection, account_id, batch)
    return cursor.rowcount


async def _refuse_taken(connection: Connection, account_id: AccountId, batch: Batch) -> None:
    """Rows that became no contact, because another one has their externalId."""
    cursor = await connection.execute(
        """
        SELECT row_number, external_id FROM incoming i
        WHERE match IS NULL AND external_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM contacts c WHERE c.account_id = %s AND c.contact_id = i.contact_id)
        """,
        (account_id,),
    )
    for row in await cursor.fetchall():
        batch.refuse(row["row_number"], [taken(row["external_id"])])
