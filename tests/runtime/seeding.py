"""A published flow and a number that leads to it, put straight into a database."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from talkif_compiler.pipeline import compile_flow
from talkif_schemas.canonical import artifact_bytes, digest
from talkif_schemas.ids import AccountId, new_account_id, new_flow_id, new_number_id


@dataclass(frozen=True, slots=True)
class Seeded:
    account_id: AccountId
    flow_id: str
    digest: str


def seed(dsn: str, source: str, *, number: str | None = None) -> Seeded:
    """`dsn` has to be of a role that owns the tables."""
    compilation = compile_flow({"flows/seeded.yaml": source}, "flows/seeded.yaml")
    assert compilation.artifact is not None, compilation.diagnostics
    data = artifact_bytes(compilation.artifact)
    seeded = Seeded(new_account_id(), new_flow_id(), digest(data))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("INSERT INTO accounts (account_id, name) VALUES (%s, 'Acme')", (seeded.account_id,))
        connection.execute(
            "INSERT INTO flows (flow_id, account_id, slug, name) VALUES (%s, %s, %s, 'Seeded')",
            (seeded.flow_id, seeded.account_id, compilation.artifact.flow),
        )
        connection.execute(
            "INSERT INTO artifacts (account_id, digest, body) VALUES (%s, %s, %s)",
            (seeded.account_id, seeded.digest, data),
        )
        connection.execute(
            """
            INSERT INTO flow_versions (flow_id, account_id, version, major, minor, patch, digest, contract_hash,
                                       behaviour_hash, bump, source, published_by)
            VALUES (%s, %s, '1.0.0', 1, 0, 0, %s, '', '', 'first', '{}', 'test')
            """,
            (seeded.flow_id, seeded.account_id, seeded.digest),
        )
        connection.execute(
            """
            INSERT INTO flow_pointers (flow_id, account_id, environment, version)
            VALUES (%s, %s, 'production', '1.0.0')
            """,
            (seeded.flow_id, seeded.account_id),
        )
        if number is not None:
            connection.execute(
                """
                INSERT INTO phone_numbers (number_id, account_id, number, provider, flow_id, environment)
                VALUES (%s, %s, %s, 'managed_twilio', %s, 'production')
                """,
                (new_number_id(), seeded.account_id, number, seeded.flow_id),
            )
    return seeded
