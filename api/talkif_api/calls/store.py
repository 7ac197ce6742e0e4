"""SQL of calls. The runtime writes them; everything here reads."""

from __future__ import annotations

from typing import Any, Final

from psycopg import sql

from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import load_artifact
from talkif_schemas.events import Event, decode
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.call_events import CallEvent, CallEventQuery, entry
from talkif_schemas.resources.calls import Call
from talkif_schemas.source_map import read_source_map

from ..kit.db import Connection
from ..kit.paging import read_page
from .reading import Places

#: Of a `Call`.
COLUMNS: Final = sql.SQL("""
  call_id AS id, direction, from_number, to_number, flow_id, environment, version, digest, status, end_reason, outcome,
  disposition, metadata, created_at, answered_at, ended_at, duration_ms,
  recording_key IS NOT NULL AS recording_available
""")


async def find_call(connection: Connection, account_id: AccountId, call_id: str) -> Call | None:
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM calls WHERE account_id = %s AND call_id = %s").format(COLUMNS), (account_id, call_id)
    )
    row = await cursor.fetchone()
    return Call(**row) if row is not None else None


async def outputs(connection: Connection, account_id: AccountId, call_id: str) -> dict[str, Any]:
    cursor = await connection.execute(
        "SELECT outputs FROM calls WHERE account_id = %s AND call_id = %s", (account_id, call_id)
    )
    row = await cursor.fetchone()
    return dict(row["outputs"]) if row is not None else {}


async def carrier(connection: Connection, account_id: AccountId, call_id: str) -> str:
    """Whose line the call came over."""
    cursor = await connection.execute(
        "SELECT carrier FROM calls WHERE account_id = %s AND call_id = %s", (account_id, call_id)
    )
    row = await cursor.fetchone()
    assert row is not None
    return str(row["carrier"])


async def artifact(connection: Connection, account_id: AccountId, digest: str) -> Artifact:
    """What answered the call."""
    cursor = await connection.execute(
        "SELECT body FROM artifacts WHERE account_id = %s AND digest = %s", (account_id, digest)
    )
    row = await cursor.fetchone()
    assert row is not None
    return load_artifact(bytes(row["body"]))


async def recording(connection: Connection, account_id: AccountId, call_id: str) -> tuple[str, int] | None:
    """Key in the object store and length in milliseconds."""
    cursor = await connection.execute(
        "SELECT recording_key, recording_ms FROM calls WHERE account_id = %s AND call_id = %s", (account_id, call_id)
    )
    row = await cursor.fetchone()
    if row is None or row["recording_key"] is None:
        return None
    return row["recording_key"], row["recording_ms"]


async def forget_recording(connection: Connection, call_id: str) -> None:
    """Of the transaction's account; the runtime's table has a function for it."""
    await connection.execute("SELECT forget_recording(%s)", (call_id,))


async def places(connection: Connection, account_id: AccountId, call: Call) -> Places:
    """Where the nodes of the call's version are written."""
    cursor = await connection.execute(
        """
        SELECT slug, source_map FROM flow_versions JOIN flows USING (flow_id)
        WHERE flow_versions.account_id = %s AND flow_id = %s AND version = %s
        """,
        (account_id, call.flow_id, call.version),
    )
    row = await cursor.fetchone()
    return Places(row["slug"], read_source_map(row["source_map"])) if row is not None else Places("", {})


async def journal(connection: Connection, account_id: AccountId, call_id: str) -> list[Event]:
    """Every event of a call, in order."""
    cursor = await connection.execute(
        "SELECT name, data FROM call_events WHERE account_id = %s AND call_id = %s ORDER BY seq", (account_id, call_id)
    )
    return [decode(row["name"], row["data"]) async for row in cursor]


async def list_events(
    connection: Connection, account_id: AccountId, call_id: str, query: CallEventQuery
) -> tuple[list[CallEvent], PageMeta]:
    select = sql.SQL(
        "SELECT seq, at_ms, name, data FROM call_events WHERE account_id = %(account_id)s AND call_id = %(call_id)s"
    )
    params = {"account_id": account_id, "call_id": call_id}
    rows, meta = await read_page(connection, select, params, query, {"seq": ("seq",)})
    return [entry(**row) for row in rows], meta


async def events_after(connection: Connection, account_id: AccountId, call_id: str, seq: int) -> list[CallEvent]:
    """The next entries, some hundreds at most."""
    cursor = await connection.execute(
        """
        SELECT seq, at_ms, name, data FROM call_events WHERE account_id = %s AND call_id = %s AND seq > %s
        ORDER BY seq LIMIT 500
        """,
        (account_id, call_id, seq),
    )
    return [entry(**row) for row in await cursor.fetchall()]


async def is_over(connection: Connection, account_id: AccountId, call_id: str) -> bool:
    """True when nothing is added to the journal any more."""
    cursor = await connection.execute(
        "SELECT ended_at IS NOT NULL AS over FROM calls WHERE account_id = %s AND call_id = %s", (account_id, call_id)
    )
    row = await cursor.fetchone()
    return row is None or bool(row["over"])


async def order_end(connection: Connection, account_id: AccountId, call_id: str) -> None:
    """The runtime that has the call is told when the transaction commits."""
    await connection.execute(
        "INSERT INTO call_orders (call_id, account_id, kind) VALUES (%s, %s, 'end') ON CONFLICT DO NOTHING",
        (call_id, account_id),
    )
