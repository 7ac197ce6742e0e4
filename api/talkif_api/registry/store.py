"""SQL of flows, their immutable versions, and the pointers of environments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import load_artifact
from talkif_schemas.ids import AccountId, FlowId
from talkif_schemas.resources.bodies import PageMeta, PageQuery
from talkif_schemas.resources.flows import Flow, Pointer, PublishedFlow, VersionDetails, VersionSummary

from ..kit.db import Connection
from ..kit.paging import read_page
from .numbering import Number, form

_FLOW = sql.SQL("f.flow_id AS id, f.slug, f.name, f.description, f.created_at, f.updated_at")
_VERSION = sql.SQL("flow_id, version, digest, bump, changes, notes, published_at, published_by")


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A row of flow_versions in the making."""

    flow_id: str
    version: Number
    digest: str
    artifact: Artifact
    source_map: dict[str, Any]
    bump: str
    changes: Sequence[dict[str, Any]]
    source: dict[str, Any]
    provenance: dict[str, Any]
    notes: str
    published_by: str

    @property
    def text(self) -> str:
        return form(self.version)


# ---------------------------------------------------------------- flows


async def insert_flow(
    connection: Connection, account_id: AccountId, flow_id: FlowId, slug: str, name: str, description: str
) -> Flow | None:
    """None when another flow has the slug."""
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO flows AS f (flow_id, account_id, slug, name, description) VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (account_id, slug) WHERE archived_at IS NULL DO NOTHING RETURNING {}
            """
        ).format(_FLOW),
        (flow_id, account_id, slug, name, description),
    )
    row = await cursor.fetchone()
    return Flow(**row) if row is not None else None


async def list_flows(connection: Connection, account_id: AccountId, page: PageQuery) -> tuple[list[Flow], PageMeta]:
    select = sql.SQL(
        "SELECT {} FROM flows f WHERE f.account_id = %(account_id)s AND f.archived_at IS NULL ORDER BY f.slug"
    ).format(_FLOW)
    rows, meta = await read_page(connection, select, {"account_id": account_id}, page)
    return [Flow(**row) for row in rows], meta


async def list_published(
    connection: Connection, account_id: AccountId, page: PageQuery
) -> tuple[list[PublishedFlow], PageMeta]:
    select = sql.SQL(
        """
        SELECT {}, p.environment, p.version, v.digest, p.pinned
        FROM flows f JOIN flow_pointers p USING (flow_id) JOIN flow_versions v USING (flow_id, version)
        WHERE f.account_id = %(account_id)s AND f.archived_at IS NULL ORDER BY f.slug, p.environment
        """
    ).format(_FLOW)
    rows, meta = await read_page(connection, select, {"account_id": account_id}, page)
    return [PublishedFlow(**row) for row in rows], meta


async def find_flow(connection: Connection, account_id: AccountId, flow_id: str, *, lock: bool = False) -> Flow | None:
    """With `lock`, publishers and rollbacks of this flow wait for each other."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flows f WHERE f.account_id = %s AND f.flow_id = %s AND f.archived_at IS NULL{}").format(
            _FLOW, sql.SQL(" FOR UPDATE" if lock else "")
        ),
        (account_id, flow_id),
    )
    row = await cursor.fetchone()
    return Flow(**row) if row is not None else None


# ---------------------------------------------------------------- versions


async def list_versions(
    connection: Connection, account_id: AccountId, flow_id: str, page: PageQuery
) -> tuple[list[VersionSummary], PageMeta]:
    """Newest first."""
    select = sql.SQL(
        """
        SELECT {} FROM flow_versions WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s
        ORDER BY major DESC, minor DESC, patch DESC
        """
    ).format(_VERSION)
    rows, meta = await read_page(connection, select, {"account_id": account_id, "flow_id": flow_id}, page)
    return [VersionSummary(**row) for row in rows], meta


async def find_version(
    connection: Connection, account_id: AccountId, flow_id: str, version: str
) -> VersionSummary | None:
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flow_versions WHERE account_id = %s AND flow_id = %s AND version = %s").format(
            _VERSION
        ),
        (account_id, flow_id, version),
    )
    row = await cursor.fetchone()
    return VersionSummary(**row) if row is not None else None


async def find_version_by_digest(
    connection: Connection, account_id: AccountId, flow_id: str, digest: str
) -> VersionSummary | None:
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flow_versions WHERE account_id = %s AND flow_id = %s AND digest = %s").format(_VERSION),
        (account_id, flow_id, digest),
    )
    row = await cursor.fetchone()
    return VersionSummary(**row) if row is not None else None


async def version_details(
    connection: Connection, account_id: AccountId, flow_id: str, version: str
) -> VersionDetails | None:
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT {}, source, provenance, convert_from(a.body, 'UTF8')::jsonb AS artifact
            FROM flow_versions v JOIN artifacts a USING (account_id, digest)
            WHERE v.account_id = %s AND v.flow_id = %s AND v.version = %s
            """
        ).format(_VERSION),
        (account_id, flow_id, version),
    )
    row = await cursor.fetchone()
    return VersionDetails(**row) if row is not None else None


async def load(connection: Connection, account_id: AccountId, digest: str) -> Artifact:
    """The artifact under a digest that a version of the account names."""
    cursor = await connection.execute(
        "SELECT body FROM artifacts WHERE account_id = %s AND digest = %s", (account_id, digest)
    )
    row = await cursor.fetchone()
    assert row is not None, "a foreign key holds versions to their artifacts"
    return load_artifact(bytes(row["body"]))


async def numbers(connection: Connection, account_id: AccountId, flow_id: str) -> list[Number]:
    """Every version that was ever published."""
    cursor = await connection.execute(
        "SELECT major, minor, patch FROM flow_versions WHERE account_id = %s AND flow_id = %s", (account_id, flow_id)
    )
    return [(row["major"], row["minor"], row["patch"]) async for row in cursor]


async def insert_version(connection: Connection, account_id: AccountId, new: NewVersion, body: bytes) -> VersionSummary:
    """Artifact and version, for good."""
    await connection.execute(
        "INSERT INTO artifacts (account_id, digest, body) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (account_id, new.digest, body),
    )
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO flow_versions (account_id, flow_id, version, major, minor, patch, digest, contract_hash,
                                       behaviour_hash, bump, changes, source, source_map, provenance, notes,
                                       published_by)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING {}
            """
        ).format(_VERSION),
        (
            account_id, new.flow_id, new.text, *new.version, new.digest, new.artifact.contract_hash,
            new.artifact.behaviour_hash, new.bump, Jsonb(list(new.changes)), Jsonb(new.source), Jsonb(new.source_map),
            Jsonb(new.provenance), new.notes, new.published_by,
        ),
    )  # fmt: skip
    row = await cursor.fetchone()
    assert row is not None
    return VersionSummary(**row)


async def insert_signature(
    connection: Connection, account_id: AccountId, digest: str, key_id: str, signature: str
) -> None:
    """A key signs an artifact once."""
    await connection.execute(
        """
        INSERT INTO artifact_signatures (account_id, digest, key_id, signature) VALUES (%s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (account_id, digest, key_id, signature),
    )


# ---------------------------------------------------------------- pointers


async def list_pointers(connection: Connection, account_id: AccountId, flow_id: str) -> list[Pointer]:
    cursor = await connection.execute(
        """
        SELECT environment, version, pinned, moved_at FROM flow_pointers
        WHERE account_id = %s AND flow_id = %s ORDER BY environment
        """,
        (account_id, flow_id),
    )
    return [Pointer(**row) async for row in cursor]


async def pointed_at(
    connection: Connection, account_id: AccountId, flow_id: str, environment: str
) -> VersionSummary | None:
    """The version that an environment runs."""
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT {} FROM flow_versions JOIN flow_pointers p USING (account_id, flow_id, version)
            WHERE account_id = %s AND flow_id = %s AND p.environment = %s
            """
        ).format(_VERSION),
        (account_id, flow_id, environment),
    )
    row = await cursor.fetchone()
    return VersionSummary(**row) if row is not None else None


async def move_pointer(
    connection: Connection,
    account_id: AccountId,
    flow_id: str,
    environment: str,
    version: str,
    *,
    act: str,
    actor: str,
    reason: str,
) -> Pointer:
    """Let an environment run a version from the next call on, and write down who did it and why."""
    await connection.execute(
        """
        INSERT INTO flow_pointer_moves (account_id, flow_id, environment, act, from_version, to_version, reason, actor)
        VALUES (%(account_id)s, %(flow_id)s, %(environment)s, %(act)s,
                (SELECT version FROM flow_pointers WHERE flow_id = %(flow_id)s AND environment = %(environment)s),
                %(version)s, %(reason)s, %(actor)s)
        """,
        {
            "account_id": account_id, "flow_id": flow_id, "environment": environment, "act": act,
            "version": version, "reason": reason, "actor": actor,
        },
    )  # fmt: skip
    cursor = await connection.execute(
        """
        INSERT INTO flow_pointers (account_id, flow_id, environment, version, pinned) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (flow_id, environment)
        DO UPDATE SET version = excluded.version, pinned = excluded.pinned, moved_at = now()
        RETURNING environment, version, pinned, moved_at
        """,
        (account_id, flow_id, environment, version, act == "rollback"),
    )
    row = await cursor.fetchone()
    assert row is not None
    return Pointer(**row)
