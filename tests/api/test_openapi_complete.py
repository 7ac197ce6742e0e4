"""The API description leaves nothing unsaid: operations, parameters, fields, failures and headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from talkif_api.app import description
from talkif_api.kit.openapi import READS_ONLY
from talkif_schemas.errors import CATALOGUE

DOCUMENT = description()
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    (method, path): operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
#: Under an account, whatever the operation. Of an account that the key does not open it is said that there is none.
ALWAYS = {"400", "401", "403", "404", "429", "500", "503"}


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from schema.get("properties", {}).items()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_described(name: str) -> None:
    assert [field for field, schema in fields(SCHEMAS[name]) if not schema.get("description")] == []


def test_bounds_are_said_in_words_of_json_schema() -> None:
    """Bounds that stand before a validator's own type keep their Python names, which no client knows."""
    assert not {"ge", "gt", "le", "lt"} & keys(DOCUMENT)


def keys(document: Any) -> set[str]:
    if isinstance(document, dict):
        return {*document, *(key for value in document.values() for key in keys(value))}
    return {key for item in document for key in keys(item)} if isinstance(document, list) else set()


def test_every_operation_has_a_summary() -> None:
    """Made of its name, which says what it does; a description stands where the name leaves something open."""
    assert [key for key, operation in OPERATIONS.items() if not operation.get("summary")] == []


def test_every_parameter_is_described() -> None:
    silent = [
        (key, parameter["name"])
        for key, operation in OPERATIONS.items()
        for parameter in operation["parameters"]
        if not parameter.get("description")
    ]
    assert silent == []


def test_every_failure_has_the_shape_of_a_problem() -> None:
    for key, operation in OPERATIONS.items():
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                (content,) = answer["content"].values()
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, (key, status)
    assert SCHEMAS["Problem"]["properties"]["code"]["enum"] == sorted(CATALOGUE)


def test_the_failures_of_an_operation_are_listed() -> None:
    for (method, path), operation in OPERATIONS.items():
        if "{accountId}" not in path:
            continue
        names = {parameter["name"].lower() for parameter in operation["parameters"]}
        expected = set(ALWAYS)
        if method != "get":
            expected |= {"409", "413"}
        if "if-match" in names:
            expected.add("412")
        assert expected <= set(operation["responses"]), (method, path)


def test_an_idempotency_key_is_named_where_one_is_kept() -> None:
    for (method, path), operation in OPERATIONS.items():
        names = {parameter["name"] for parameter in operation["parameters"]}
        kept = method == "post" and not operation.get(READS_ONLY)
        assert ("Idempotency-Key" in names) == kept, (method, path)
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                assert ("Idempotency-Replayed" in answer["headers"]) == kept, (method, path)


def test_every_path_parameter_has_an_example() -> None:
    for key, operation in OPERATIONS.items():
        in_path = [parameter for parameter in operation["parameters"] if parameter["in"] == "path"]
        assert all("example" in parameter for parameter in in_path), key


def test_headers_are_those_that_are_described() -> None:
    described = DOCUMENT["components"]["headers"]
    assert all(header["description"] for header in described.values())
    used = {
        name
        for operation in OPERATIONS.values()
        for answer in operation["responses"].values()
        for name, header in answer["headers"].items()
        if header == {"$ref": f"#/components/headers/{name}"}
    }
    assert used == set(described)


def test_whatever_can_be_changed_takes_if_match_and_shows_its_etag() -> None:
    for (method, path), operation in OPERATIONS.items():
        named = any(parameter["name"].lower() == "if-match" for parameter in operation["parameters"])
        assert named == (method in ("patch", "put")), (method, path)
        if named:
            reading = OPERATIONS["get", path]
            assert "ETag" in operation["responses"]["200"]["headers"], (method, path)
            assert "ETag" in reading["responses"]["200"]["headers"], path


def test_the_end_of_a_stream_is_an_answer_and_the_server_is_named() -> None:
    answers = OPERATIONS["get", "/api/v1/accounts/{accountId}/calls/{callId}/events"]["responses"]
    assert "content" not in answers["204"]
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_has_a_name_that_programs_can_have(name: str) -> None:
    """Of two models with one name the framework makes names of their modules."""
    assert re.fullmatch("[A-Z][A-Za-z0-9]*", name)


def test_no_type_is_without_a_name() -> None:
    """Generators of clients make one of each object in a union: those are named, or told apart by a discriminator."""
    nameless = [
        (name, union)
        for name, schema in SCHEMAS.items()
        for union in unions(schema)
        if any("properties" in member or "required" in member for member in union)
    ]
    assert nameless == []
    whole = {name: schema for name, schema in SCHEMAS.items() if "anyOf" in schema or "oneOf" in schema}
    assert all("discriminator" in schema for schema in whole.values()), whole


def unions(schema: Any) -> Iterator[list[dict[str, Any]]]:
    """Of the schema and all schemas in it."""
    if isinstance(schema, dict):
        yield from (schema[word] for word in ("anyOf", "oneOf") if isinstance(schema.get(word), list))
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from unions(inner)
