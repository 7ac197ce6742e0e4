"""SQL of flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import sql

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId, FlowId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.flows import Flow, FlowQuery, PublishedFlow, PublishedFlowQuery

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.paging import read_page
from ..kit.revision import check_revision

_COLUMNS: Final = sql.SQL("""
  f.flow_id AS id, f.slug, f.name, f.description, f.created_at, f.updated_at, f.archived_at, f.revision,
  (SELECT v.version FROM flow_versions v WHERE v.flow_id = f.flow_id
   ORDER BY v.major DESC, v.minor DESC, v.patch DESC LIMIT 1) AS latest_version
""")
_FILTERS: Final = {
    "q": sql.SQL("strpos(lower(concat_ws(E'\\n', f.slug, f.name, f.description)), lower(%(q)s)) > 0"),
    "archived": sql.SQL("(f.archived_at IS NOT NULL) = %(archived)s"),
    "published": sql.SQL("EXISTS (SELECT FROM flow_pointers p WHERE p.flow_id = f.flow_id) = %(published)s"),
}
_ORDERS: Final = {
    "slug": ("f.slug", "f.flow_id"),
    "name": ("lower(f.name)", "f.flow_id"),
    "createdAt": ("f.created_at", "f.flow_id"),
    "updatedAt": ("f.updated_at", "f.flow_id"),
}
#: Of an environment, the version that most calls get comes first.
_SHARES: Final = ("s.version <> p.version", "-s.weight_percent", "s.version")
_PUBLISHED_ORDERS: Final = {
    "slug": ("f.slug", "p.environment", *_SHARES),
    "environment": ("p.environment", "f.slug", *_SHARES),
}


async def insert(
    connection: Connection, account_id: AccountId, flow_id: FlowId, slug: str, name: str, description: str
) -> Flow:
    """Raises Conflict when another flow has the slug."""
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO flows AS f (flow_id, account_id, slug, name, description) VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (account_id, slug) WHERE archived_at IS NULL DO NOTHING RETURNING {}
            """
        ).format(_COLUMNS),
        (flow_id, account_id, slug, name, description),
    )
    row = await cursor.fetchone()
    if row is None:
        raise slug_taken(slug)
    return Flow(**row)


def slug_taken(slug: str) -> Conflict:
    return Conflict("flow_name_already_exists", f"The account has a flow `{slug}` already.")


async def list_all(connection: Connection, account_id: AccountId, query: FlowQuery) -> tuple[list[Flow], PageMeta]:
    condition, params = where(account_id, query, _FILTERS)
    select = sql.SQL("SELECT {} FROM flows f WHERE {}").format(_COLUMNS, condition)
    rows, meta = await read_page(connection, select, params, query, _ORDERS)
    return [Flow(**row) for row in rows], meta


async def list_published(
    connection: Connection, account_id: AccountId, query: PublishedFlowQuery
) -> tuple[list[PublishedFlow], PageMeta]:
    select = sql.SQL(
        """
        SELECT {}, p.environment, s.version, v.digest, s.weight_percent, p.pinned
        FROM flows f JOIN flow_pointers p USING (flow_id) JOIN flow_shares s USING (flow_id, environment)
        JOIN flow_versions v ON v.flow_id = s.flow_id AND v.version = s.version
        WHERE f.account_id = %(account_id)s AND f.archived_at IS NULL
          AND (%(environment)s::text IS NULL OR p.environment = %(environment)s)
        """
    ).format(_COLUMNS)
    params = {"account_id": account_id, "environment": query.environment}
    rows, meta = await read_page(connection, select, params, query, _PUBLISHED_ORDERS)
    return [PublishedFlow(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, flow_id: str, *, lock: bool = False) -> Flow:
    """With `lock`, those who change this flow or its environments wait for each other. Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flows f WHERE f.account_id = %s AND f.flow_id = %s{}").format(
            _COLUMNS, sql.SQL(" FOR UPDATE" if lock else "")
        ),
        (account_id, flow_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("flow_not_found", "There is no such flow.")
    return Flow(**row)


async def update(
    connection: Connection, account_id: AccountId, flow_id: str, changes: Mapping[str, Any], expected: int | None
) -> Flow:
    """`changes`: new values by column; None leaves one as it is. Raises NotFound and PreconditionFailed."""
    before = await find(connection, account_id, flow_id, lock=True)
    check_revision(before.revision, expected)
    if all(value is None for value in changes.values()):
        return before
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE flows AS f SET name = coalesce(%(name)s, name), description = coalesce(%(description)s, description),
              updated_at = now(), revision = revision + 1
            WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s RETURNING {}
            """
        ).format(_COLUMNS),
        {"name": None, "description": None, **changes, "account_id": account_id, "flow_id": flow_id},
    )
    row = await cursor.fetchone()
    assert row is not None
    return Flow(**row)


async def set_archived(connection: Connection, account_id: AccountId, flow_id: str, *, is_archived: bool) -> Flow:
    """Raises UniqueViolation when the flow comes back and another has its slug."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE flows AS f SET archived_at = CASE WHEN %s THEN now() END, updated_at = now(), revision = revision + 1
            WHERE account_id = %s AND flow_id = %s RETURNING {}
            """
        ).format(_COLUMNS),
        (is_archived, account_id, flow_id),
    )
    row = await cursor.fetchone()
    assert row is not None
    return Flow(**row)


async def connected_numbers(connection: Connection, account_id: AccountId, flow_id: str) -> list[dict[str, str]]:
    """Phone numbers that the flow answers."""
    cursor = await connection.execute(
        "SELECT number_id AS id, number FROM phone_numbers WHERE account_id = %s AND flow_id = %s ORDER BY number",
        (account_id, flow_id),
    )
    return await cursor.fetchall()


async def delete(connection: Connection, account_id: AccountId, flow_id: str) -> None:
    """Raises ForeignKeyViolation when something refers to the flow."""
    await connection.execute("DELETE FROM flows WHERE account_id = %s AND flow_id = %s", (account_id, flow_id))
