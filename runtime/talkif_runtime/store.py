"""The few questions that the runtime asks the database, and what it writes: calls and their events. Nothing else.

Connections run as the role talkif_app, so row-level security holds here as it does in the API.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests
from pydantic import ValidationError

from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import load_artifact
from talkif_schemas.events import Event, decode
from talkif_schemas.ids import AccountId, CallId
from talkif_schemas.signature import Signature

_TIMEOUT_S = 5.0
_MAX_CONNECTIONS = 5
#: Calls of processes that died, so that several share in many of them.
_CLAIMED_AT_ONCE = 20
#: Moments of a journal are 32 bits wide. This leaves a day and a half for what a call does after it was taken over.
_LONGEST_MS: Final = 2_000_000_000

Connection: TypeAlias = AsyncConnection[DictRow]

#: What it looks like when the database cannot answer now.
OUTAGES = (OperationalError, PoolTimeout, PoolClosed, TooManyRequests)


class NotRunnable(Exception):
    """An artifact or journal is not there, not to be trusted, or of another version. The text is for the log."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a called number leads. `digest` is None when the number has no flow, or the flow no version there."""

    account_id: AccountId
    account_name: str
    timezone: str
    provider_id: str | None
    """None: the platform's own Twilio account."""
    flow_id: str | None
    environment: str | None
    version: str | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    """The provider that carries a call, as it is stored. All None: the platform's own Twilio account."""

    provider_id: str | None
    type: str | None
    """None also when the provider is gone."""
    account_sid: str | None
    credentials: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredCall:
    call_id: CallId
    account_id: AccountId
    account_name: str
    timezone: str
    direction: str
    from_number: str
    to_number: str
    digest: str
    carrier_call_id: str
    status: str
    metadata: dict[str, Any]
    answered_at_ms: int | None
    """Milliseconds from the answer until now, when it was answered. At most 23 days."""
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    """What is on record of a call. Numbers are missing where the database was away for too long."""

    events: list[Event]
    next_seq: int


class Store:
    def __init__(self, pool: AsyncConnectionPool[Connection]) -> None:
        self._pool = pool

    @asynccontextmanager
    async def _account(self, account_id: AccountId) -> AsyncIterator[Connection]:
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('talkif.account_id', %s, true)", (account_id,))
            yield connection

    async def route_number(self, number: str, carrier_call_id: str) -> Route | None:
        """The version is one of those that the environment runs; a call that asks again gets the same."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT * FROM route_number(%s, %s)", (number, carrier_call_id))
            row = await cursor.fetchone()
        return Route(**row) if row is not None else None

    async def carrier_account(self, call_id: str, carrier: str, carrier_call_id: str, called: str) -> CarrierAccount:
        """Of a call, of which one of the ids is enough; else of the called number."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT * FROM carrier_login(%s, %s, %s, %s)", (call_id, carrier, carrier_call_id, called)
            )
            row = await cursor.fetchone()
        assert row is not None
        return CarrierAccount(**row)

    async def artifact(self, account_id: AccountId, digest: str) -> Artifact:
        """Raises NotRunnable."""
        async with self._account(account_id) as connection:
            cursor = await connection.execute("SELECT body FROM artifacts WHERE digest = %s", (digest,))
            row = await cursor.fetchone()
        if row is None:
            raise NotRunnable(f"{account_id} has no artifact {digest}")
        try:
            return load_artifact(bytes(row["body"]))
        except ValidationError as error:
            raise NotRunnable(f"{digest} is not an artifact that this version reads: {error}") from error

    async def signatures(self, account_id: AccountId, digest: str) -> list[Signature]:
        async with self._account(account_id) as connection:
            cursor = await connection.execute(
                "SELECT key_id, signature FROM artifact_signatures WHERE digest = %s", (digest,)
            )
            return [Signature(**row) async for row in cursor]

    async def create_call(
        self,
        call_id: CallId,
        route: Route,
        carrier: str,
        carrier_call_id: str,
        from_: str,
        to: str,
        nonce: str,
        traceparent: str | None = None,
    ) -> CallId:
        """Write the call down before it is answered. A webhook that comes twice finds the call that is there."""
        async with self._account(route.account_id) as connection:
            cursor = await connection.execute(
                """
                INSERT INTO calls (call_id, account_id, direction, from_number, to_number, flow_id, environment,
                                   version, digest, carrier, carrier_call_id, status, media_nonce, provider_id,
                                   traceparent)
                VALUES (%s, %s, 'inbound', %s, %s, %s, %s, %s, %s, %s, %s, 'ringing', %s, %s, %s)
                ON CONFLICT (carrier, carrier_call_id) DO UPDATE SET media_nonce = excluded.media_nonce
                RETURNING call_id
                """,
                (
                    call_id, route.account_id, from_, to, route.flow_id, route.environment,
                    route.version, route.digest, carrier, carrier_call_id, nonce, route.provider_id,
                    traceparent,
                ),
            )  # fmt: skip
            row = await cursor.fetchone()
        assert row is not None
        return CallId(row["call_id"])

    async def account_of_call(self, call_id: CallId) -> AccountId | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT account_of_call(%s) AS account_id", (call_id,))
            row = await cursor.fetchone()
        return row["account_id"] if row is not None else None

    async def find_call(self, call_id: CallId) -> StoredCall | None:
        account_id = await self.account_of_call(call_id)
        if account_id is None:
            return None
        async with self._account(account_id) as connection:
            cursor = await connection.execute(
                """
                SELECT c.call_id, c.account_id, a.name AS account_name, a.timezone, c.direction, c.from_number,
                       c.to_number, c.digest, c.carrier_call_id, c.status, c.metadata,
                       c.traceparent,
                       least(extract(epoch FROM now() - c.answered_at) * 1000, %s)::int AS answered_at_ms
                FROM calls c JOIN accounts a USING (account_id) WHERE c.call_id = %s
                """,
                (_LONGEST_MS, call_id),
            )
            row = await cursor.fetchone()
        return StoredCall(**row) if row is not None else None

    async def contact(self, call: StoredCall) -> dict[str, Any]:
        """Whom the call is with, as `contact` of talkif_schemas.names; empty when nobody has the number.

        Of those who share it, the one that was changed last.
        """
        number = call.from_number if call.direction == "inbound" else call.to_number
        async with self._account(call.account_id) as connection:
            cursor = await connection.execute(
                """
                SELECT contact_id AS id, first_name AS "firstName", last_name AS "lastName", phone, email, company,
                       timezone, language, tags, custom_fields AS "customFields"
                FROM contacts WHERE account_id = %s AND phone = %s AND deleted_at IS NULL
                ORDER BY updated_at DESC, contact_id DESC LIMIT 1
                """,
                (call.account_id, number),
            )
            return await cursor.fetchone() or {}

    async def find_call_by_carrier_id(self, carrier: str, carrier_call_id: str) -> StoredCall | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT call_of_carrier(%s, %s) AS call_id", (carrier, carrier_call_id))
            row = await cursor.fetchone()
        return await self.find_call(row["call_id"]) if row is not None and row["call_id"] is not None else None

    async def answer_call(self, call_id: CallId, account_id: AccountId, nonce: str) -> bool:
        """Use up the media token. False when it was used before, replaced, or the call is over."""
        async with self._account(account_id) as connection:
            cursor = await connection.execute(
                """
                UPDATE calls SET media_nonce = NULL, status = 'inprogress', answered_at = coalesce(answered_at, now())
                WHERE call_id = %s AND media_nonce = %s AND status IN ('ringing', 'inprogress')
                """,
                (call_id, nonce),
            )
            return cursor.rowcount == 1

    async def renew_nonce(self, call_id: CallId, account_id: AccountId, nonce: str) -> None:
        """Let the carrier connect the audio once more."""
        async with self._account(account_id) as connection:
            await connection.execute("UPDATE calls SET media_nonce = %s WHERE call_id = %s", (nonce, call_id))

    async def finish_call(
        self,
        call_id: CallId,
        account_id: AccountId,
        *,
        status: str,
        end_reason: str,
        outcome: str | None = None,
        disposition: str | None = None,
        outputs: dict[str, Any] | None = None,
        wrap_up_ms: int = 0,
    ) -> None:
        """The call is over; its line went dead `wrap_up_ms` ago. The first ending counts."""
        async with self._account(account_id) as connection:
            await connection.execute(
                """
                UPDATE calls SET status = %s, end_reason = %s, outcome = %s, disposition = %s, outputs = %s,
                                 ended_at = now() - make_interval(secs => %s / 1000.0), media_nonce = NULL
                WHERE call_id = %s AND ended_at IS NULL
                """,
                (status, end_reason, outcome, disposition, Jsonb(without_nul(outputs or {})), wrap_up_ms, call_id),
            )

    async def line_died(self, call_id: CallId, account_id: AccountId, time_s: float) -> None:
        """The carrier says that the call is over. Whoever runs it has `time_s` to end it, then any process may."""
        async with self._account(account_id) as connection:
            await connection.execute(
                """
                UPDATE calls SET line_dead_at = now(), recover_at = now() + make_interval(secs => %s)
                WHERE call_id = %s AND ended_at IS NULL AND line_dead_at IS NULL
                """,
                (time_s, call_id),
            )

    async def claim_abandoned(self, lease_s: float, here: Collection[CallId]) -> list[tuple[CallId, int]]:
        """Calls that nobody has ended in time, and for how many ms their line has been dead.

        They are the caller's for `lease_s`, then anybody's again. `here`: those that run in this process.
        """
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT * FROM claim_abandoned_calls(make_interval(secs => %s), %s, %s)",
                (lease_s, list(here), _CLAIMED_AT_ONCE),
            )
            return [(CallId(row["call_id"]), row["dead_ms"]) async for row in cursor]

    async def recording_key(self, call_id: CallId, account_id: AccountId) -> str | None:
        """Where the recording of the call's earlier connections is."""
        async with self._account(account_id) as connection:
            cursor = await connection.execute("SELECT recording_key FROM calls WHERE call_id = %s", (call_id,))
            row = await cursor.fetchone()
        return row["recording_key"] if row is not None else None

    async def attach_recording(self, call_id: CallId, account_id: AccountId, key: str, duration_ms: int) -> None:
        async with self._account(account_id) as connection:
            await connection.execute(
                "UPDATE calls SET recording_key = %s, recording_ms = %s WHERE call_id = %s", (key, duration_ms, call_id)
            )

    async def append_events(self, account_id: AccountId, rows: Sequence[tuple[CallId, int, int, str, str]]) -> None:
        """Rows are (call, seq, at_ms, name, JSON). A batch that comes twice is written once."""
        call_ids, seqs, times, names, data = (list(column) for column in zip(*rows, strict=True))
        async with self._account(account_id) as connection:
            await connection.execute(
                """
                INSERT INTO call_events (account_id, call_id, seq, at_ms, name, data)
                SELECT %s, * FROM unnest(%s::text[], %s::int[], %s::int[], %s::text[], %s::jsonb[])
                ON CONFLICT DO NOTHING
                """,
                (account_id, call_ids, seqs, times, names, data),
            )

    async def journal(self, call_id: CallId, account_id: AccountId) -> Journal:
        """The journal of a call so far, in order. Raises NotRunnable."""
        async with self._account(account_id) as connection:
            cursor = await connection.execute(
                "SELECT seq, name, data FROM call_events WHERE call_id = %s ORDER BY seq", (call_id,)
            )
            rows = await cursor.fetchall()
        try:
            events = [decode(row["name"], row["data"]) for row in rows]
        except (KeyError, TypeError) as error:
            raise NotRunnable(f"the journal of {call_id} has an event that this version does not know") from error
        return Journal(events, rows[-1]["seq"] + 1 if rows else 0)


def without_nul(value: Any) -> Any:
    """The same JSON without NUL characters, which PostgreSQL cannot keep and models and tools may send."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {without_nul(key): without_nul(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(item) for item in value]
    return value


async def _prepare(connection: Connection) -> None:
    await connection.set_autocommit(True)
    await connection.execute(
        "SELECT set_config('statement_timeout', '5000', false), set_config('role', 'talkif_app', false)"
    )


@asynccontextmanager
async def open_store(dsn: str) -> AsyncIterator[Store]:
    """A pool for as long as the context lasts. Does not wait for the server."""
    pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        dsn,
        connection_class=AsyncConnection[DictRow],
        kwargs={"row_factory": dict_row, "connect_timeout": int(_TIMEOUT_S), "application_name": "talkif-runtime"},
        configure=_prepare,
        min_size=1,
        max_size=_MAX_CONNECTIONS,
        timeout=_TIMEOUT_S,
        open=False,
        name="runtime",
    )
    async with pool:
        yield Store(pool)
