"""Each operation finds an account with one of everything, whatever those before it have changed or deleted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import psycopg
import schemathesis
from psycopg import sql

from tests.api.calls.rows import RECORDING
from tests.api.rows import ROWS, inserts

#: Tables of keys, whose rows of the key that is used here stay.
_OF_KEYS: Final = ("api_key_days", "api_key_addresses", "api_key_meters", "api_keys")
_OTHER_KEYS: Final = sql.SQL("AND key_id IN (SELECT key_id FROM api_keys WHERE hash <> sha256(%(key)s))")
#: In an order that foreign keys allow, with those that refer to ROWS or that triggers fill.
_TABLES: Final = ("artifact_signatures", "contact_tags", *_OF_KEYS[:-1], *reversed(ROWS), "list_counts")
_DELETES: Final = [
    sql.SQL("DELETE FROM {} WHERE account_id = %(account)s {}").format(
        sql.Identifier(table), _OTHER_KEYS if table in _OF_KEYS else sql.SQL("")
    )
    for table in _TABLES
]
#: Operation -> how its thing has to be for it, where the others want it otherwise.
_BEFORE: Final = {
    "endCall": sql.SQL("UPDATE calls SET status = 'inprogress', ended_at = NULL WHERE account_id = %(account)s"),
}
#: Operation -> the only tables that have rows, where others would stand in its way.
_ALONE: Final[dict[str, tuple[str, ...]]] = {
    "createFlow": (),
    "deleteFlow": ("flows",),
    "deleteProvider": ("telephony_providers",),
}

_ACCOUNT: Final = os.environ["TALKIF_TEST_ACCOUNT"]
_PARAMETERS: Final = {"account": _ACCOUNT, "key": os.environ["TALKIF_TEST_KEY"].encode()}
_RECORDING: Final = Path(os.environ["TALKIF_STORAGE_URL"].removeprefix("file:"), RECORDING)
_connection: Final = psycopg.connect(os.environ["TALKIF_DATABASE_URL"], autocommit=True)
_prepared_for: str | None = None


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Half of the ids that are made up are those of the examples; any text may still stand there."""
    for operations in raw_schema["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["schema"] = {"anyOf": [{"const": parameter["example"]}, parameter["schema"]]}


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Cases of an operation come one after another. Most have the same Idempotency-Key, and yet are no repetitions."""
    global _prepared_for
    _connection.execute("DELETE FROM idempotency_keys")
    if case.operation.label != _prepared_for:
        _prepared_for = case.operation.label
        _prepare(case.operation.definition.raw["operationId"])


def _prepare(operation: str) -> None:
    with _connection.transaction(), _connection.pipeline():
        for delete in _DELETES:
            _connection.execute(delete, _PARAMETERS)
        for insert, values in inserts(_ACCOUNT, _ALONE.get(operation, ROWS)):
            _connection.execute(insert, values)
        if operation in _BEFORE:
            _connection.execute(_BEFORE[operation], _PARAMETERS)
    _RECORDING.touch()
