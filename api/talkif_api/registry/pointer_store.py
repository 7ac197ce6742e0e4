"""SQL of the pointers of environments: which versions each runs, and how that came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.environments import Pointer, PointerMove, PointerMoveQuery, PointerQuery, VersionWeight

from ..kit.db import Connection
from ..kit.paging import read_page

_COLUMNS: Final = sql.SQL("""
  p.environment, p.pinned, p.moved_at, p.revision,
  (SELECT jsonb_agg(jsonb_build_object('version', s.version, 'weightPercent', s.weight_percent, 'digest', v.digest)
                    ORDER BY s.version <> p.version, s.weight_percent DESC, s.version)
   FROM flow_shares s JOIN flow_versions v USING (flow_id, version)
   WHERE s.flow_id = p.flow_id AND s.environment = p.environment) AS versions
""")


async def list_all(
    connection: Connection, account_id: AccountId, flow_id: str, query: PointerQuery
) -> tuple[list[Pointer], PageMeta]:
    select = sql.SQL(
        "SELECT {} FROM flow_pointers p WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s"
    ).format(_COLUMNS)
    orders = {"environment": ("environment",), "movedAt": ("moved_at", "environment")}
    rows, meta = await read_page(connection, select, {"account_id": account_id, "flow_id": flow_id}, query, orders)
    return [Pointer(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, flow_id: str, environment: str) -> Pointer | None:
    """None when the environment runs nothing of the flow."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flow_pointers p WHERE account_id = %s AND flow_id = %s AND environment = %s").format(
            _COLUMNS
        ),
        (account_id, flow_id, environment),
    )
    row = await cursor.fetchone()
    return Pointer(**row) if row is not None else None


async def move(
    connection: Connection,
    account_id: AccountId,
    flow_id: str,
    environment: str,
    version: str,
    canaries: Sequence[VersionWeight] = (),
    *,
    act: Literal["publish", "rollback", "split"],
    actor: str,
    reason: str,
) -> Pointer:
    """Let an environment run a version from the next call on, and write down who did it and why.

    `canaries` get their shares of the calls, and the version the rest. The flow has to be locked.
    """
    params = {
        "account_id": account_id, "flow_id": flow_id, "environment": environment, "act": act, "version": version,
        "canaries": Jsonb([canary.model_dump(by_alias=True) for canary in canaries]), "reason": reason, "actor": actor,
        "pinned": act == "rollback",
    }  # fmt: skip
    await connection.execute(
        """
        INSERT INTO flow_pointer_moves (account_id, flow_id, environment, act, from_version, to_version, canaries,
                                        reason, actor)
        VALUES (%(account_id)s, %(flow_id)s, %(environment)s, %(act)s,
                (SELECT version FROM flow_pointers WHERE flow_id = %(flow_id)s AND environment = %(environment)s),
                %(version)s, %(canaries)s, %(reason)s, %(actor)s)
        """,
        params,
    )
    await connection.execute(
        """
        INSERT INTO flow_pointers AS p (account_id, flow_id, environment, version, pinned)
        VALUES (%(account_id)s, %(flow_id)s, %(environment)s, %(version)s, %(pinned)s)
        ON CONFLICT (flow_id, environment) DO UPDATE
        SET version = excluded.version, pinned = excluded.pinned, moved_at = now(), revision = p.revision + 1
        """,
        params,
    )
    await connection.execute(
        """
        DELETE FROM flow_canaries
        WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s AND environment = %(environment)s
        """,
        params,
    )
    await connection.execute(
        """
        INSERT INTO flow_canaries (account_id, flow_id, environment, version, weight_percent)
        SELECT %(account_id)s, %(flow_id)s, %(environment)s, canary->>'version', (canary->>'weightPercent')::int
        FROM jsonb_array_elements(%(canaries)s) AS canary
        """,
        params,
    )
    pointer = await find(connection, account_id, flow_id, environment)
    assert pointer is not None
    return pointer


async def history(
    connection: Connection, account_id: AccountId, flow_id: str, environment: str, query: PointerMoveQuery
) -> tuple[list[PointerMove], PageMeta]:
    select = sql.SQL(
        """
        SELECT act, from_version, reason, actor, moved_at,
               jsonb_build_array(jsonb_build_object('version', to_version, 'weightPercent', 100 - (
                 SELECT coalesce(sum((canary->>'weightPercent')::int), 0) FROM jsonb_array_elements(canaries) AS canary
               ))) || canaries AS versions
        FROM flow_pointer_moves
        WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s AND environment = %(environment)s
        """
    )
    params = {"account_id": account_id, "flow_id": flow_id, "environment": environment}
    rows, meta = await read_page(connection, select, params, query, {"movedAt": ("move_id",)})
    return [PointerMove(**row) for row in rows], meta
