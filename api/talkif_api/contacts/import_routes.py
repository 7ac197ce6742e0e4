"""Imports of contacts over REST."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from talkif_schemas.resources.contact_imports import (
    ContactImport,
    ContactImportList,
    ContactImportReport,
    ImportOptions,
    ImportQuery,
    RowProblemList,
    RowProblemQuery,
)

from ..kit.openapi import form_fields
from ..kit.route import STREAMED_BODY, Caller, LongWork, Transaction, Uploaded, account_router
from . import import_store, importing

router = account_router("contacts", "/contacts")

ImportPath = Annotated[str, Path(alias="importId")]

_TEXT: Final = {"schema": {"type": "string"}}
_FILE: Final[dict[str, Any]] = {
    STREAMED_BODY: True,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "array", "items": {"type": "object"}},
                "example": [{"firstName": "Sarah", "phone": "+14155551234", "dealStage": "won"}],
            },
            "text/csv": _TEXT,
            "application/x-ndjson": _TEXT,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}, **form_fields(ImportOptions)},
                    "required": ["file"],
                    "additionalProperties": False,
                }
            },
        },
    },
}


@router.post("/import", openapi_extra=_FILE, responses={202: {"model": ContactImportReport}})
async def import_contacts(
    query: Annotated[ImportOptions, Query()],
    upload: Uploaded,
    caller: Caller,
    tx: Transaction,
    aside: LongWork,
    request: Request,
    response: Response,
) -> ContactImportReport:
    """Up to 1,000 rows are imported at once. More are left to a worker: the answer is 202, and the import says how far
    it has come."""
    options = _with_fields(query, upload.fields)
    found = await importing.start(tx, aside, request.app.state.storage, caller.account_id, upload, options)
    response.status_code = 202 if found.finished_at is None else 200
    return found


@router.get("/imports")
async def list_contact_imports(
    query: Annotated[ImportQuery, Query()], caller: Caller, tx: Transaction
) -> ContactImportList:
    imports, meta = await import_store.list_all(tx, caller.account_id, query)
    return ContactImportList(imports=imports, meta=meta)


@router.get("/imports/{importId}")
async def get_contact_import(import_id: ImportPath, caller: Caller, tx: Transaction) -> ContactImport:
    return await import_store.find(tx, caller.account_id, import_id)


@router.get("/imports/{importId}/errors")
async def list_contact_import_errors(
    import_id: ImportPath, query: Annotated[RowProblemQuery, Query()], caller: Caller, tx: Transaction
) -> RowProblemList:
    await import_store.find(tx, caller.account_id, import_id)
    problems, meta = await import_store.problems(tx, caller.account_id, import_id, query)
    return RowProblemList(errors=problems, meta=meta)


@router.post("/imports/{importId}/cancel")
async def cancel_contact_import(import_id: ImportPath, caller: Caller, tx: Transaction) -> ContactImport:
    """Rows that are done stay."""
    return await importing.cancel(tx, caller.account_id, import_id)


def _with_fields(query: ImportOptions, fields: dict[str, str]) -> ImportOptions:
    """The options of the query with those of the form over them. Raises RequestValidationError."""
    if not fields:
        return query
    given = query.model_dump(by_alias=True, exclude_unset=True)
    try:
        return ImportOptions.model_validate({**given, **fields})
    except ValidationError as error:
        raise RequestValidationError([{**found, "loc": ("body", *found["loc"])} for found in error.errors()]) from None
