"""Turns every failure into the promised shape. What is not an expected failure says nothing about our insides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route

from talkif_schemas.errors import CATALOGUE, FieldError, Invalid, Kind, TalkifError
from talkif_schemas.resources.problems import FieldProblem, Problem, ProblemCatalogue, ProblemKind

STATUS: Final[Mapping[Kind, int]] = {
    "invalid": 400,
    "unauthenticated": 401,
    "denied": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "precondition_failed": 412,
    "too_large": 413,
    "too_many": 429,
    "internal": 500,
    "unavailable": 503,
}

#: Pydantic's error type -> our code. Types that are not listed are `invalid_value`; codes of ours pass through.
_FIELD_CODES: Final[Mapping[str, str]] = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_pattern_mismatch": "invalid_format",
    "datetime_from_date_parsing": "invalid_format",
    "datetime_parsing": "invalid_format",
    "timezone_aware": "invalid_format",
    "invalid_format": "invalid_format",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_type": "invalid_type",
    "int_type": "invalid_type",
    "int_parsing": "invalid_type",
    "int_from_float": "invalid_type",
    "bool_type": "invalid_type",
    "bool_parsing": "invalid_type",
    "list_type": "invalid_type",
    "dict_type": "invalid_type",
    "model_type": "invalid_type",
    "model_attributes_type": "invalid_type",
    "datetime_type": "invalid_type",
    "date_from_datetime_parsing": "invalid_format",
    "date_parsing": "invalid_format",
    "date_type": "invalid_type",
}
_FALLBACK_FIELD_CODE: Final = "invalid_value"

#: Field codes that the API itself gives, beside those of validation.
_OWN_FIELD_CODES: Final = (
    "already_exists",
    "bump_too_low",
    "cannot_be_rendered",
    "circular",
    "in_the_past",
    "invalid_template",
    "mismatch",
    "repeated",
)


def catalogue() -> ProblemCatalogue:
    kinds = [
        ProblemKind(code=code, title=title, status=STATUS[kind], description=description)
        for code, (kind, title, description) in sorted(CATALOGUE.items())
    ]
    return ProblemCatalogue(
        errors=kinds, field_codes=sorted({*_FIELD_CODES.values(), _FALLBACK_FIELD_CODE, *_OWN_FIELD_CODES})
    )


def problem_response(
    request_id: str, code: str, detail: str, fields: Sequence[FieldError] = (), meta: Mapping[str, Any] | None = None
) -> JSONResponse:
    """The answer for a code of the catalogue."""
    kind, title, _ = CATALOGUE[code]
    problem = Problem(
        code=code,
        title=title,
        status=STATUS[kind],
        detail=detail,
        request_id=request_id,
        errors=[FieldProblem(field=field.field, code=field.code, message=field.message) for field in fields],
        meta=dict(meta or {}),
    )
    headers = {}
    if kind == "unauthenticated":
        headers["WWW-Authenticate"] = "Bearer"
    if meta and "retryAfterSecs" in meta:
        headers["Retry-After"] = str(meta["retryAfterSecs"])
    return JSONResponse(problem.model_dump(by_alias=True), status_code=STATUS[kind], headers=headers)


def from_validation(error: RequestValidationError) -> Invalid:
    """Field errors with the paths that the client wrote; the rejected values are not repeated."""
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return Invalid("malformed_body", "The body is not valid JSON.")
    # The first part says only that it is the body, the query or the path, unless there is no other.
    fields = tuple(field_error(item["loc"][1:] or item["loc"], item["type"], item["msg"]) for item in found)
    return Invalid("validation_failed", "Request contains invalid fields", fields=fields)


def _not_json(request: Request, error: RequestValidationError) -> Invalid | None:
    """What is sent as something else is not read, and would be said to be no object, whatever is in it."""
    sent_as = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    unread = any(item["loc"] == ("body",) and isinstance(item["input"], bytes) for item in error.errors())
    if not unread or sent_as == "application/json" or sent_as.endswith("+json"):
        return None
    said = sent_as.encode(errors="replace").decode() or "nothing"
    problem = FieldError("Content-Type", "invalid_value", f"application/json expected, not {said}")
    return Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))


def field_error(location: Sequence[int | str], pydantic_type: str, message: str) -> FieldError:
    """What pydantic found wrong at one place."""
    return FieldError(field_path(location), _FIELD_CODES.get(pydantic_type, _FALLBACK_FIELD_CODE), message)


def field_path(location: Sequence[int | str]) -> str:
    """JSON can name keys that UTF-8 or PostgreSQL cannot: those with half of a surrogate pair, or NUL."""
    return ".".join(str(part) for part in location).encode(errors="replace").decode().replace("\0", "?")


def install(app: FastAPI) -> None:
    """Make the application answer expected failures, its own and the framework's, in the promised shape."""

    @app.exception_handler(TalkifError)
    async def _expected(request: Request, error: TalkifError) -> JSONResponse:
        return problem_response(request.state.request_id, error.code, error.detail, error.fields, error.meta)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return await _expected(request, _not_json(request, error) or from_validation(error))

    @app.exception_handler(HTTPException)
    async def _framework(request: Request, error: HTTPException) -> JSONResponse:
        code, detail = {
            404: ("not_found", f"There is nothing at {request.url.path}."),
            405: ("method_not_allowed", f"{request.method} is not possible here."),
        }.get(error.status_code, ("malformed_body", "The request could not be read."))
        response = problem_response(request.state.request_id, code, detail)
        if error.status_code == 405:
            response.headers["Allow"] = ", ".join(sorted(_methods(request)))
        return response


def _methods(request: Request) -> set[str]:
    """All that the path allows; the framework names those of its first route alone. RFC 9110, section 10.2.1."""
    app: FastAPI = request.app
    first: Route = request.scope["route"]
    same = [route for route in app.routes if isinstance(route, Route) and route.path == first.path]
    return {method for route in (first, *same) for method in route.methods or ()}
