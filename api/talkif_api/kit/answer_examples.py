"""Examples of answers in the API description, put together from what the models of `talkif_schemas` say of themselves.

A model says what is particular to it (`answered_with`); what a name means everywhere stands here once; what a body
holds of other bodies is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from talkif_schemas.errors import CATALOGUE
from talkif_schemas.resources.bodies import ANSWERED_WITH

from .path_examples import PATH_EXAMPLES

_MOMENT: Final = "2026-03-01T09:30:00Z"
_HASH: Final = "sha256:" + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#: Name on the wire -> what answers show where their model says nothing.
_FIELDS: Final[Mapping[str, Any]] = {
    **PATH_EXAMPLES,
    "asOf": "2026-03-01",
    "at": _MOMENT,
    "behaviourHash": _HASH,
    "contractHash": _HASH,
    "createdAt": _MOMENT,
    "country": "US",
    "digest": _HASH,
    "factsAsOf": "2026-03-01",
    "file": "flows/front-desk.yaml",
    "finishedAt": _MOMENT,
    "limit": 20,
    "line": 12,
    "movedAt": _MOMENT,
    "offset": 0,
    "phoneNumber": "+14155551234",
    "publishedAt": _MOMENT,
    "requestedAt": _MOMENT,
    "requestId": "01981f2e-9b7c-7d3f-8a4b-5c6d7e8f9a0b",
    "revision": 3,
    "timezone": "America/New_York",
    "total": 1,
    "totalIsExact": True,
    "updatedAt": _MOMENT,
}

#: Status -> code, detail, and the facts with it, of the failure that stands for all of that status.
_FAILURES: Final[Mapping[str, tuple[str, str, dict[str, Any]]]] = {
    "400": ("validation_failed", "Request contains invalid fields", {}),
    "401": ("unauthorized", "The API key is unknown, expired or revoked.", {}),
    "403": ("insufficient_scope", "The API key lacks the scope flows:write.", {"requiredScope": "flows:write"}),
    "404": ("flow_not_found", "There is no such flow.", {}),
    "409": ("idempotency_key_reused", "The Idempotency-Key was used before with another request.", {}),
    "412": (
        "precondition_failed",
        "The resource has changed: it is at revision 3, not 2. Read it again.",
        {"revision": 3},
    ),
    "413": ("payload_too_large", "The body is larger than 4194304 bytes.", {"maxBytes": 4_194_304}),
    "429": ("rate_limit_exceeded", "The API key has used up its requests.", {"retryAfterSecs": 1}),
    "500": ("internal_error", "Something went wrong on our side.", {}),
    "503": ("unavailable", "The database does not answer.", {}),
}


def failure(status: str) -> dict[str, Any]:
    """A body that answers of this status may have."""
    code, detail, meta = _FAILURES[status]
    _, title, _ = CATALOGUE[code]
    wrong = {"field": "toNumber", "code": "invalid_format", "message": "Phone number must be in E.164 format"}
    return {
        "code": code,
        "title": title,
        "status": int(status),
        "detail": detail,
        "requestId": _FIELDS["requestId"],
        "errors": [wrong] if code == "validation_failed" else [],
        "meta": meta,
    }


def add_to(document: dict[str, Any]) -> None:
    """Give every answer in JSON its example, and take away what models say for that."""
    schemas, examples = document["components"]["schemas"], document["components"].setdefault("examples", {})
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json")
                if content is None:
                    continue
                is_success = status.startswith("2")
                name = content["schema"]["$ref"].rpartition("/")[2] if is_success else f"Failure{status}"
                if name not in examples:
                    examples[name] = {"value": answer(content["schema"], schemas) if is_success else failure(status)}
                shown = {name: {"$ref": f"#/components/examples/{name}"}}
                response["content"] = {**response["content"], "application/json": {**content, "examples": shown}}
    for schema in schemas.values():
        schema.pop(ANSWERED_WITH, None)


def answer(schema: Mapping[str, Any], schemas: Mapping[str, Any], where: str = "") -> Any:
    """A value of the schema. `schemas`: by name.

    Raises KeyError for a field that nobody has a value for, and for a value that has no field.
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return answer(schemas[name], schemas, name)
    match schema:
        case {"properties": properties}:
            shown = schema.get(ANSWERED_WITH, {})
            if unknown := shown.keys() - properties.keys():
                raise KeyError(f"{where} has no {', '.join(sorted(unknown))}")
            return {
                name: shown[name] if name in shown else _field(name, field, schemas, where)
                for name, field in properties.items()
            }
        case {"anyOf": [first, *_]}:
            return answer(first, schemas, where)
        case {"type": "array", "items": items}:
            return [answer(items, schemas, where)]
        case {"type": "object"} if "additionalProperties" not in schema:
            return {}
    raise KeyError(f"{where}: say in its model what the API description shows")


def _field(name: str, schema: Mapping[str, Any], schemas: Mapping[str, Any], model: str) -> Any:
    holds_bodies = "$ref" in str(schema)
    if not holds_bodies and name in _FIELDS:
        return _FIELDS[name]
    if not holds_bodies and {"type": "null"} in schema.get("anyOf", ()):
        return None
    return answer(schema, schemas, f"{model}.{name}")
