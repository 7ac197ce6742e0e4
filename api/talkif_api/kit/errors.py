"""Turns every failure of a request into the one error shape. Nothing of the inside is told to the client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from talkif_schemas.errors import CATALOGUE, FieldError, TalkifError, http_status
from talkif_schemas.resources.problem import Catalogue, CatalogueEntry, Problem, ProblemField

#: Type of a pydantic error -> code of a field. Endings of types that are not listed decide in `_field_code`.
_FIELD_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "enum": "invalid_value",
    "literal_error": "invalid_value",
    "value_error": "invalid_format",
    "string_pattern_mismatch": "invalid_format",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
}
_STATUS_CODES = {404: "not_found", 405: "method_not_allowed", 401: "unauthorized"}


def problem_response(
    request_id: str,
    code: str,
    detail: str,
    *,
    fields: Iterable[FieldError] = (),
    meta: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    status = http_status(code)
    body = Problem(
        code=code,
        title=CATALOGUE[code][1],
        status=status,
        detail=detail,
        request_id=request_id,
        errors=[ProblemField(field=field.field, code=field.code, message=field.message) for field in fields],
        meta=dict(meta or {}),
    )
    empty = {name for name in ("errors", "meta") if not getattr(body, name)}
    return JSONResponse(
        body.model_dump(mode="json", by_alias=True, exclude=empty), status, headers=dict(headers) if headers else None
    )


def catalogue() -> Catalogue:
    """All codes, for clients that want to know them beforehand."""
    return Catalogue(
        errors=[
            CatalogueEntry(code=code, category=kind, status=http_status(code), title=title, description=description)
            for code, (kind, title, description) in CATALOGUE.items()
        ]
    )


def add_error_handlers(app: FastAPI) -> None:
    """Covers what the application raises, what FastAPI raises, and unknown paths and methods."""
    app.add_exception_handler(TalkifError, _talkif_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)


def _request_id(request: Request) -> str:
    return str(request.state.request_id)


async def _talkif_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TalkifError)
    headers = {}
    if error.kind == "unauthenticated":
        headers["WWW-Authenticate"] = "Bearer"
    if error.kind == "unavailable":
        headers["Retry-After"] = "1"
    return problem_response(
        _request_id(request), error.code, error.detail, fields=error.fields, meta=error.meta, headers=headers
    )


async def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(_request_id(request), "malformed_body", "The body is not valid JSON.")
    fields = [FieldError(_path(item["loc"]), _field_code(item["type"]), _message(item)) for item in found]
    return problem_response(_request_id(request), "validation_failed", "Request contains invalid fields", fields=fields)


async def _http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _STATUS_CODES.get(error.status_code, "malformed_body" if error.status_code < 500 else "internal_error")
    return problem_response(_request_id(request), code, CATALOGUE[code][2], headers=error.headers)


def _path(loc: tuple[str | int, ...]) -> str:
    """Without the first member, which says where the value came from: body, query, path or header."""
    return ".".join(str(part) for part in loc[1:])


def _field_code(kind: str) -> str:
    if kind in _FIELD_CODES:
        return _FIELD_CODES[kind]
    if kind.endswith("_too_long"):
        return "too_long"
    if kind.endswith("_too_short"):
        return "too_short"
    return "invalid_type" if kind.endswith("_type") else "invalid_format"


def _message(item: Mapping[str, Any]) -> str:
    message = str(item["msg"])
    return message.removeprefix("Value error, ")
