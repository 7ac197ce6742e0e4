"""A whole list as a file: CSV (RFC 4180) or NDJSON.

Rows are read through a server-side cursor and sent as they come, so a million of them take no more memory than a
thousand. What is wrong after the first bytes can only be told by breaking the answer off.
"""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import orjson
from fastapi.responses import StreamingResponse
from psycopg import sql
from psycopg.rows import TupleRow, tuple_row
from psycopg.types.json import set_json_loads
from pydantic.alias_generators import to_camel
from starlette.types import Send

from talkif_schemas.ids import AccountId

from .db import IDLE_IN_TRANSACTION_TIMEOUT_MS, Database
from .formula import guarded

FileFormat: TypeAlias = Literal["csv", "ndjson"]

_MEDIA_TYPES: Final[Mapping[FileFormat, str]] = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
_ROWS_AT_ONCE: Final = 1_000
#: The transaction would end then, too.
_STALLED_AFTER_S: Final = IDLE_IN_TRANSACTION_TIMEOUT_MS / 1000

_log = logging.getLogger(__name__)

#: `responses` of a route that answers with a download.
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media_type: {"schema": {"type": "string"}} for media_type in _MEDIA_TYPES.values()}}
}


class Download(StreamingResponse):
    """Columns are named by the SELECT in snake_case, and in the file in camelCase.

    The rows are read in a transaction of their own, after the request's. It raises Unavailable for a database that does
    not answer, before the answer begins. A client that takes no rows for 30 s gets no more: others wait for its place.
    Its answer is left without an end, upon which the server closes the connection.
    """

    def __init__(
        self,
        database: Database,
        account_id: AccountId,
        select: sql.Composed,
        params: Mapping[str, Any],
        *,
        name: str,
        file_format: FileFormat,
    ) -> None:
        self._account_id = account_id
        self._pieces = _pieces(database, account_id, select, params, file_format)
        super().__init__(
            self._pieces,
            media_type=_MEDIA_TYPES[file_format],
            headers={"Content-Disposition": f'attachment; filename="{name}.{file_format}"'},
        )

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._pieces) as pieces:
            piece = await anext(pieces)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            async for piece in pieces:
                try:
                    async with asyncio.timeout(_STALLED_AFTER_S):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                except TimeoutError:
                    _log.warning("a client has stopped taking a download", extra={"accountId": self._account_id})
                    return
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pieces(
    database: Database, account_id: AccountId, select: sql.Composed, params: Mapping[str, Any], file_format: FileFormat
) -> AsyncGenerator[bytes, None]:
    """The file, some rows at a time; the first piece may be empty."""
    async with (
        database.long_transaction(account_id) as connection,
        connection.cursor("download", row_factory=tuple_row) as cursor,
    ):
        # Reads whole numbers of more than 64 bits, which orjson cannot write, as floats.
        set_json_loads(orjson.loads, cursor)
        await cursor.execute(select, params)
        columns = [to_camel(column.name) for column in cursor.description or ()]
        yield _csv([columns]) if file_format == "csv" else b""
        while rows := await cursor.fetchmany(_ROWS_AT_ONCE):
            yield _csv(rows) if file_format == "csv" else _ndjson(columns, rows)


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value


def _ndjson(columns: Sequence[str], rows: Sequence[TupleRow]) -> bytes:
    option = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
    return b"".join(orjson.dumps(dict(zip(columns, row, strict=True)), option=option) for row in rows)
