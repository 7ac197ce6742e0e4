"""Text that PostgreSQL cannot keep is refused wherever an operation takes text, and its place is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import httpx
import pytest

from talkif_api.kit.path_examples import PATH_EXAMPLES
from talkif_api.kit.route import STREAMED_BODY
from tests.api.conftest import Account, owner
from tests.api.operations import DOCUMENT, OPERATIONS, example, request
from tests.api.providers.bodies import TRUNK
from tests.api.rows import inserts

Place: TypeAlias = tuple[str | int, ...]

#: NUL, and both halves of a surrogate pair, as JSON writes them.
WRONG: Final = ("a\0b", "\ud800", "b\udfff")


def places(schema: dict[str, Any], path: Place = ()) -> Iterator[tuple[Place, str]]:
    """Where text may stand in a body, and how a refusal names it."""
    if "$ref" in schema:
        yield from places(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]], path)
        return
    if schema.get("type") == "string":
        yield path, ".".join(map(str, path))
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from places(one, path)
    for name, field in schema.get("properties", {}).items():
        yield from places(field, (*path, name))
    if "items" in schema:
        yield from places(schema["items"], (*path, 0))
    match schema.get("additionalProperties"):
        case True:
            # Any JSON: the whole is named, and the message says where.
            yield (*path, "extra"), ".".join(map(str, path))
        case {**value}:
            yield from places(value, (*path, "extra"))


def placed(body: Any, path: Place, text: str) -> Any:
    """The body with the text at that place."""
    if not path:
        return text
    first, *rest = path
    if isinstance(first, int):
        return [placed(body[0] if isinstance(body, list) and body else None, tuple(rest), text)]
    known = body if isinstance(body, dict) else {}
    return {**known, first: placed(known.get(first), tuple(rest), text)}


def texts_in_bodies() -> Iterator[tuple[str, str, Any, Place, str]]:
    """Method, path, body, place, and how a refusal names it."""
    for (method, path), operation in OPERATIONS.items():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None or STREAMED_BODY in operation:
            continue
        for place, name in dict.fromkeys(places(content["schema"])):
            is_of_trunk = path == "/providers" and place[0] == "config"
            yield method, path, TRUNK if is_of_trunk else example(operation), place, name


def parameters(kind: str) -> list[tuple[str, str, str]]:
    """Method, path and name of those that stand there."""
    return [
        (method, path, parameter["name"])
        for (method, path), operation in OPERATIONS.items()
        for parameter in operation["parameters"]
        if parameter["in"] == kind and parameter["name"] != "accountId"
    ]


@pytest.fixture
async def owner_of_things(account: Account) -> Account:
    async with owner(account.dsn) as connection:
        for statement, values in inserts(account.account_id):
            await connection.execute(statement, values)
    return account


async def test_in_bodies(owner_of_things: Account) -> None:
    found = list(texts_in_bodies())
    assert len(found) > 100
    for method, path, body, place, name in found:
        for text in WRONG:
            content = json.dumps(placed(body, place, text))
            answer = await owner_of_things.send(
                method, path.format(**PATH_EXAMPLES), content=content, headers={"Content-Type": "application/json"}
            )
            assert name in named(answer), (method, path, name, text, answer.text)


async def test_in_queries(owner_of_things: Account) -> None:
    assert len(parameters("query")) > 100
    for method, path, name in parameters("query"):
        verb, below, arguments = request(method, path)
        arguments["params"] = {**arguments["params"], name: "a\0b"}
        answer = await owner_of_things.send(verb, below, **arguments)
        assert {field.partition(".")[0] for field in named(answer)} == {name}, (method, path, answer.text)


async def test_in_paths(owner_of_things: Account) -> None:
    assert len(parameters("path")) > 50
    for method, path, name in parameters("path"):
        verb, _, arguments = request(method, path)
        below = path.format(**{**PATH_EXAMPLES, name: quote(f"{PATH_EXAMPLES[name]}\0")})
        answer = await owner_of_things.send(verb, below, **arguments)
        assert named(answer) == {name}, (method, path, answer.text)


async def test_in_headers(owner_of_things: Account) -> None:
    assert len(parameters("header")) > 30
    for method, path, name in parameters("header"):
        verb, below, arguments = request(method, path)
        for text in (b"a\0b", b"\xed\xa0\x80"):
            answer = await owner_of_things.send(verb, below, headers={name: text}, **arguments)
            assert {field.lower() for field in named(answer)} == {name.lower()}, (method, path, name, answer.text)


async def test_an_account_with_nul_in_its_id_is_not_there(account: Account) -> None:
    answer = await account.get(f"/api/v1/accounts/{account.account_id}%00/flows")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def named(answer: httpx.Response) -> set[str]:
    """Places that an answer refuses."""
    said = answer.json()
    if answer.status_code == 200:
        return {f"entries.{row['index']}.{one['field']}" for row in said["problems"] for one in row["errors"]}
    assert (answer.status_code, said["code"]) == (400, "validation_failed"), answer.text
    return {problem["field"] for problem in said["errors"]}
