"""The OpenAPI 3.1 description, generated from the routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from talkif_schemas.errors import CATALOGUE

from . import answer_examples
from .field_descriptions import FIELDS
from .path_examples import PATH_EXAMPLES

#: Keys of `openapi_extra`. A POST that changes nothing: it needs the scope for reading, has no entry in the audit log,
#: and is answered anew whatever its Idempotency-Key.
READS_ONLY: Final = "x-reads-only"
#: The handler reads what vendors say: no connection is held meanwhile.
NO_TRANSACTION: Final = "x-no-transaction"

_SECURITY_SCHEME = "apiKey"
_WITHOUT_NUL: Final = r"^[^\x00]*$"
#: Checked with the key, so that no handler has it as a parameter.
_ACCOUNT_PARAMETER: Final = {"name": "accountId", "in": "path", "required": True, "schema": {"type": "string"}}
_IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "description": "The same key with the same body gets the same answer and acts once; another body is refused.",
}
_PROBLEM: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
#: Status -> what it says. Each has a body of the type Problem, whose code says more.
_FAILURES: Final = {
    "400": "A field is missing, unknown or wrong; `errors` names each.",
    "401": "The API key is missing, unknown, expired or revoked.",
    "403": "The API key lacks the scope, or does not accept requests from this address.",
    "404": "There is no such thing in this account.",
    "409": "The state of the account, of the thing or of a vendor forbids it; `code` says which.",
    "412": "The thing is at another revision than If-Match names.",
    "413": "The body is larger than `meta.maxBytes`.",
    "429": "Too many requests; wait `meta.retryAfterSecs`.",
    "500": "Something went wrong on our side. Quote the request id.",
    "503": "A part that the request needs does not answer. Try again.",
}
_HEADERS: Final = {
    "X-Request-Id": ("string", "Quote it to support; `requestId` of a failure."),
    "RateLimit-Limit": (
        "integer",
        "Requests that the key may send at once; where no key is known, that the address may send so.",
    ),
    "RateLimit-Remaining": ("integer", "Requests that are left of those."),
    "Retry-After": ("integer", "Seconds to wait; `meta.retryAfterSecs` of the body."),
    "WWW-Authenticate": ("string", "`Bearer`."),
    "ETag": ("string", 'Revision of the thing, such as "3"; what If-Match takes.'),
    "Idempotency-Replayed": ("string", "`true`: an earlier answer to the same Idempotency-Key."),
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
        servers=[{"url": "/", "description": "Whoever serves this document"}],
    )
    components = document["components"]
    components["securitySchemes"] = {
        _SECURITY_SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "tif_live_ and 32 characters",
            "description": "An API key. Its scopes and networks say what it opens.",
        }
    }
    components["headers"] = {
        name: {"description": text, "schema": {"type": type_}} for name, (type_, text) in _HEADERS.items()
    }
    components["schemas"]["Problem"]["properties"]["code"]["enum"] = sorted(CATALOGUE)
    for schema in components["schemas"].values():
        _describe_fields(schema)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe_operation(path, method, operation, components["schemas"])
    answer_examples.add_to(document)
    return document


def _describe_operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    if "{accountId}" in path:
        access = "read" if method == "get" or operation.get(READS_ONLY) else "write"
        operation["security"] = [{_SECURITY_SCHEME: [f"{operation['tags'][0]}:{access}"]}]
        operation["parameters"] = [{**_ACCOUNT_PARAMETER}, *operation.get("parameters", [])]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        parameter["schema"] = _without_null(parameter["schema"])
        _say_that_it_is_json(parameter)
        if parameter["name"] in FIELDS:
            parameter.setdefault("description", FIELDS[parameter["name"]])
        if parameter["in"] == "path":
            parameter["example"] = PATH_EXAMPLES[parameter["name"]]
            if parameter["schema"] == {"type": "string"} and parameter["name"] != "accountId":
                parameter["schema"] = {"type": "string", "pattern": _WITHOUT_NUL}
    if method == "post" and not operation.get(READS_ONLY):
        parameters.append(_IDEMPOTENCY_PARAMETER)
    responses = operation["responses"]
    responses.pop("4XX", None)
    for status in _failures(path, method, operation):
        responses.setdefault(status, {"description": _FAILURES[status], "content": _PROBLEM})
    operation["responses"] = dict(sorted(responses.items()))
    for status, response in operation["responses"].items():
        names = _headers(path, operation, status, response, schemas)
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _failures(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    """Statuses that an operation may fail with."""
    names = {parameter["name"].lower() for parameter in operation["parameters"]}
    yield from ("400", "500", "503")
    if "{accountId}" not in path:
        return
    # Of an account that the key does not open it is said that there is none.
    yield from ("401", "403", "404", "429")
    if method != "get":
        yield from ("409", "413")
    if "if-match" in names:
        yield "412"


def _headers(
    path: str, operation: dict[str, Any], status: str, response: dict[str, Any], schemas: dict[str, Any]
) -> Iterator[str]:
    """Names of the headers that an answer may have."""
    yield "X-Request-Id"
    if status in ("429", "503"):
        yield "Retry-After"
    if status == "401":
        yield "WWW-Authenticate"
    if "{accountId}" in path and status != "503":
        yield from ("RateLimit-Limit", "RateLimit-Remaining")
    if status.startswith("2") and "{accountId}" in path:
        if _IDEMPOTENCY_PARAMETER in operation["parameters"]:
            yield "Idempotency-Replayed"
        if any("revision" in _properties(content, schemas) for content in response.get("content", {}).values()):
            yield "ETag"


def _properties(content: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Of the schema that a body refers to."""
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    properties: dict[str, Any] = schemas.get(name, {}).get("properties", {})
    return properties


def _describe_fields(schema: dict[str, Any]) -> None:
    """What the model leaves to be said: the table's words for a field, and those of a page for its list."""
    properties = schema.get("properties", {})
    for name, field in properties.items():
        # Made of the name, and says no more.
        field.pop("title", None)
        if name in FIELDS:
            field.setdefault("description", FIELDS[name])
        elif "meta" in properties and field.get("type") == "array":
            field.setdefault("description", "Those of this page.")


def form_fields(options: type[BaseModel]) -> dict[str, Any]:
    """Properties of a form that takes what a query takes."""
    return {name: _without_null(schema) for name, schema in options.model_json_schema()["properties"].items()}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What is not wanted is left out; there is no way to write null in a URL, a header or a form."""
    match schema:
        case {"anyOf": [wanted, {"type": "null"}], **rest}:
            schema = {**rest, **wanted}
    # Made of the name, and says no more.
    return {key: value for key, value in schema.items() if key != "title" and value is not None}


def _say_that_it_is_json(parameter: dict[str, Any]) -> None:
    """A text that is JSON stands in a URL as it is; OpenAPI, section 4.8.12.4, has `content` for that."""
    schema = parameter["schema"]
    if "contentSchema" in schema:
        parameter["description"] = schema.get("description", "")
        parameter["content"] = {schema["contentMediaType"]: {"schema": schema["contentSchema"]}}
        del parameter["schema"]
