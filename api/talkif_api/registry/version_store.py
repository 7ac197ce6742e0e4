"""SQL of the immutable versions of flows, and of their artifacts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.errors import NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.flow_versions import (
    ArtifactSignature,
    ChangeRecord,
    Part,
    VersionDetails,
    VersionListQuery,
    VersionSummary,
)
from talkif_schemas.resources.flows import Source

from ..kit.db import Connection
from ..kit.paging import read_page
from .compiling import Built
from .numbering import Number, form

_COLUMNS: Final = sql.SQL("""
  flow_id, version, digest, contract_hash, behaviour_hash, bump, changes, notes, published_at, published_by
""")
_PARTS: Final[Mapping[Part, sql.SQL]] = {
    "artifact": sql.SQL("convert_from(body, 'UTF8')::jsonb"),
    "source": sql.SQL("source"),
    "provenance": sql.SQL("provenance"),
}


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version in the making."""

    flow_id: str
    version: Number
    built: Built
    bump: str
    changes: Sequence[ChangeRecord]
    source: Source
    provenance: Mapping[str, Any]
    notes: str
    published_by: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What a version was made of, and what it became."""

    version: str
    artifact: bytes
    """Canonical JSON."""
    source: Source
    source_map: dict[str, Any]


async def list_all(
    connection: Connection, account_id: AccountId, flow_id: str, query: VersionListQuery
) -> tuple[list[VersionSummary], PageMeta]:
    select = sql.SQL(
        """
        SELECT {} FROM flow_versions WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s
        """
    ).format(_COLUMNS)
    params, orders = {"account_id": account_id, "flow_id": flow_id}, {"version": ("major", "minor", "patch")}
    rows, meta = await read_page(connection, select, params, query, orders)
    return [VersionSummary(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, flow_id: str, version: str) -> VersionSummary:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flow_versions WHERE account_id = %s AND flow_id = %s AND version = %s").format(
            _COLUMNS
        ),
        (account_id, flow_id, version),
    )
    row = await cursor.fetchone()
    if row is None:
        raise _missing(version)
    return VersionSummary(**row)


async def find_by_digest(
    connection: Connection, account_id: AccountId, flow_id: str, digest: str
) -> VersionSummary | None:
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM flow_versions WHERE account_id = %s AND flow_id = %s AND digest = %s").format(_COLUMNS),
        (account_id, flow_id, digest),
    )
    row = await cursor.fetchone()
    return VersionSummary(**row) if row is not None else None


async def details(
    connection: Connection, account_id: AccountId, flow_id: str, version: str, parts: Collection[Part]
) -> VersionDetails:
    """Raises NotFound."""
    wanted = [
        sql.SQL("{} AS {}").format(value if part in parts else sql.NULL, sql.Identifier(part))
        for part, value in _PARTS.items()
    ]
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT {}, {} FROM flow_versions JOIN artifacts USING (account_id, digest)
            WHERE account_id = %s AND flow_id = %s AND version = %s
            """
        ).format(_COLUMNS, sql.SQL(", ").join(wanted)),
        (account_id, flow_id, version),
    )
    row = await cursor.fetchone()
    if row is None:
        raise _missing(version)
    return VersionDetails(**row)


async def stored(connection: Connection, account_id: AccountId, flow_id: str, version: str) -> Stored:
    """Raises NotFound."""
    cursor = await connection.execute(
        """
        SELECT version, body AS artifact, source, source_map
        FROM flow_versions JOIN artifacts USING (account_id, digest)
        WHERE account_id = %s AND flow_id = %s AND version = %s
        """,
        (account_id, flow_id, version),
    )
    row = await cursor.fetchone()
    if row is None:
        raise _missing(version)
    return Stored(version, bytes(row["artifact"]), Source.model_validate(row["source"]), row["source_map"])


async def artifact(connection: Connection, account_id: AccountId, digest: str) -> bytes:
    """The artifact under a digest that a version of the account names."""
    cursor = await connection.execute(
        "SELECT body FROM artifacts WHERE account_id = %s AND digest = %s", (account_id, digest)
    )
    row = await cursor.fetchone()
    assert row is not None, "a foreign key holds versions to their artifacts"
    return bytes(row["body"])


async def numbers(connection: Connection, account_id: AccountId, flow_id: str) -> list[Number]:
    """Every version that was ever published."""
    cursor = await connection.execute(
        "SELECT major, minor, patch FROM flow_versions WHERE account_id = %s AND flow_id = %s", (account_id, flow_id)
    )
    return [(row["major"], row["minor"], row["patch"]) async for row in cursor]


async def insert(connection: Connection, account_id: AccountId, new: NewVersion) -> VersionSummary:
    """Artifact and version, for good."""
    built = new.built
    await connection.execute(
        "INSERT INTO artifacts (account_id, digest, body) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (account_id, built.digest, built.artifact),
    )
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO flow_versions (account_id, flow_id, version, major, minor, patch, digest, contract_hash,
                                       behaviour_hash, bump, changes, source, source_map, provenance, notes,
                                       published_by)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING {}
            """
        ).format(_COLUMNS),
        (
            account_id, new.flow_id, form(new.version), *new.version, built.digest, built.contract_hash,
            built.behaviour_hash, new.bump, Jsonb([change.model_dump(by_alias=True) for change in new.changes]),
            Jsonb(new.source.model_dump(by_alias=True)), Jsonb(built.source_map), Jsonb(new.provenance), new.notes,
            new.published_by,
        ),
    )  # fmt: skip
    row = await cursor.fetchone()
    assert row is not None
    return VersionSummary(**row)


async def insert_signature(
    connection: Connection, account_id: AccountId, digest: str, signature: ArtifactSignature
) -> None:
    """A key signs an artifact once."""
    await connection.execute(
        """
        INSERT INTO artifact_signatures (account_id, digest, key_id, signature) VALUES (%s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (account_id, digest, signature.key_id, signature.signature),
    )


def _missing(version: str) -> NotFound:
    return NotFound("version_not_found", f"The flow has no version {version}.")
