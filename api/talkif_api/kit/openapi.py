"""The OpenAPI 3.1 description, generated from the routes."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel

#: Key of `openapi_extra`: a POST that changes nothing. It needs the scope for reading, and no entry in the audit log.
READS_ONLY: Final = "x-reads-only"

_SECURITY_SCHEME = "apiKey"
_IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "description": "The same key with the same body gets the same answer and acts once; another body is refused.",
}


def operation_id(route: APIRoute) -> str:
    """The handler's name in camelCase: what generated clients call the operation."""
    return to_camel(route.name)


def describe(app: FastAPI) -> dict[str, Any]:
    """The document for all routes of the application. Deterministic."""
    document = get_openapi(
        title="Talkif API",
        version="v1",
        openapi_version="3.1.0",
        summary="Flows, phone numbers, calls and keys of an account.",
        routes=app.routes,
    )
    document["components"]["securitySchemes"] = {
        _SECURITY_SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "tif_live_ and 32 characters"}
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "{accountId}" in path:
                access = "read" if method == "get" or operation.get(READS_ONLY) else "write"
                operation["security"] = [{_SECURITY_SCHEME: [f"{operation['tags'][0]}:{access}"]}]
            for parameter in operation.get("parameters", ()):
                _leave_out_null(parameter)
            if method == "post":
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_PARAMETER)
    return document


def _leave_out_null(parameter: dict[str, Any]) -> None:
    """A parameter that is not wanted is left out; there is no way to write null in a URL or a header."""
    match parameter["schema"]:
        case {"anyOf": [wanted, {"type": "null"}], **rest}:
            parameter["schema"] = {**rest, **wanted}
