"""SQL of imports: how far each has come, and what is wrong with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, LiteralString

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.errors import NotFound
from talkif_schemas.ids import AccountId, new_contact_import_id
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.contact_imports import ContactImport, ImportQuery, RowProblem, RowProblemQuery

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.paging import read_page
from .loading import Loaded

MAX_KEPT_PROBLEMS: Final = 10_000

_COLUMNS: Final[LiteralString] = """
  import_id AS id, status, (options ->> 'dryRun')::boolean AS dry_run, options ->> 'format' AS format,
  options ->> 'duplicateStrategy' AS duplicate_strategy, options ->> 'duplicateKey' AS duplicate_key,
  total, processed, created, updated, skipped, failed, error, created_at, updated_at, finished_at
"""
_FILTERS: Final = {"status": sql.SQL("status = %(status)s")}


@dataclass(frozen=True, slots=True)
class Progress:
    """What a worker needs to go on."""

    is_over: bool
    file_key: str
    options: dict[str, Any]
    processed: int


async def insert(connection: Connection, account_id: AccountId, file_key: str, options: dict[str, Any]) -> str:
    """The id."""
    import_id = new_contact_import_id()
    await connection.execute(
        """
        INSERT INTO contact_imports (import_id, account_id, status, file_key, options)
        VALUES (%s, %s, 'queued', %s, %s)
        """,
        (import_id, account_id, file_key, Jsonb(options)),
    )
    return import_id


async def find(connection: Connection, account_id: AccountId, import_id: str) -> ContactImport:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM contact_imports WHERE account_id = %s AND import_id = %s").format(sql.SQL(_COLUMNS)),
        (account_id, import_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("import_not_found", "There is no such import.")
    return ContactImport(**row)


async def list_all(
    connection: Connection, account_id: AccountId, query: ImportQuery
) -> tuple[list[ContactImport], PageMeta]:
    condition, params = where(account_id, query, _FILTERS)
    select = sql.SQL("SELECT {} FROM contact_imports WHERE {}").format(sql.SQL(_COLUMNS), condition)
    rows, meta = await read_page(connection, select, params, query, {"createdAt": ("import_id",)})
    return [ContactImport(**row) for row in rows], meta


async def problems(
    connection: Connection, account_id: AccountId, import_id: str, query: RowProblemQuery
) -> tuple[list[RowProblem], PageMeta]:
    select = sql.SQL(
        """
        SELECT row_number AS row, field, code, message FROM contact_import_errors
        WHERE account_id = %(account_id)s AND import_id = %(import_id)s
        """
    )
    params = {"account_id": account_id, "import_id": import_id}
    rows, meta = await read_page(connection, select, params, query, {"row": ("row_number", "field", "code")})
    return [RowProblem(**row) for row in rows], meta


async def first_problems(connection: Connection, account_id: AccountId, import_id: str, most: int) -> list[RowProblem]:
    cursor = await connection.execute(
        """
        SELECT row_number AS row, field, code, message FROM contact_import_errors
        WHERE account_id = %s AND import_id = %s ORDER BY row_number, field LIMIT %s
        """,
        (account_id, import_id, most),
    )
    return [RowProblem(**row) for row in await cursor.fetchall()]


async def lock(connection: Connection, account_id: AccountId, import_id: str) -> Progress:
    """Until the transaction ends, nobody else moves or cancels the import. Raises NotFound."""
    cursor = await connection.execute(
        """
        SELECT finished_at IS NOT NULL AS is_over, file_key, options, processed FROM contact_imports
        WHERE account_id = %s AND import_id = %s FOR UPDATE
        """,
        (account_id, import_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("import_not_found", "There is no such import.")
    return Progress(**row)


async def advance(connection: Connection, account_id: AccountId, import_id: str, loaded: Loaded) -> None:
    """Rows are done. In the transaction that writes their contacts, so that each is done once."""
    await connection.execute(
        """
        UPDATE contact_imports SET status = 'running', updated_at = now(),
          created = created + %(created)s, updated = updated + %(updated)s, skipped = skipped + %(skipped)s,
          failed = failed + %(failed)s, processed = processed + %(read)s
        WHERE account_id = %(account_id)s AND import_id = %(import_id)s
        """,
        {"account_id": account_id, "import_id": import_id, **asdict(loaded)},
    )


async def keep_problems(
    connection: Connection, account_id: AccountId, import_id: str, found: Sequence[RowProblem]
) -> None:
    """Up to MAX_KEPT_PROBLEMS of an import."""
    if not found:
        return
    cursor = await connection.execute(
        "SELECT count(*) AS kept FROM contact_import_errors WHERE account_id = %s AND import_id = %s",
        (account_id, import_id),
    )
    row = await cursor.fetchone()
    assert row is not None
    room = max(0, MAX_KEPT_PROBLEMS - row["kept"])
    kept = sorted(found, key=lambda problem: problem.row)[:room]
    await connection.execute(
        """
        INSERT INTO contact_import_errors (account_id, import_id, row_number, field, code, message)
        SELECT %s, %s, * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])
        """,
        (
            account_id,
            import_id,
            [problem.row for problem in kept],
            [problem.field.replace("\0", "") for problem in kept],
            [problem.code for problem in kept],
            [problem.message.replace("\0", "") for problem in kept],
        ),
    )


async def finish(
    connection: Connection, account_id: AccountId, import_id: str, status: str, error: str | None = None
) -> None:
    """`error`: why the rest of the file could not be read."""
    await connection.execute(
        """
        UPDATE contact_imports SET status = %(status)s, error = %(error)s, finished_at = now(), updated_at = now(),
          total = CASE WHEN %(status)s = 'completed' THEN processed END
        WHERE account_id = %(account_id)s AND import_id = %(import_id)s
        """,
        {"account_id": account_id, "import_id": import_id, "status": status, "error": error},
    )
