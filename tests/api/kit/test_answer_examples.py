"""Examples of answers: each is what its schema says, and has the shape of what is really answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from talkif_api.kit import answer_examples
from talkif_api.kit.auth import Limits
from talkif_api.kit.route import ACCOUNT_PATH
from tests.api.calls.rows import RECORDING
from tests.api.conftest import Account, owner
from tests.api.operations import DOCUMENT, OPERATIONS, request
from tests.api.rows import inserts

SCHEMAS: Final = DOCUMENT["components"]["schemas"]
#: (method, path, status) -> content in JSON.
CONTENTS: Final = {
    (method, path, status): answer["content"]["application/json"]
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    for status, answer in operation["responses"].items()
    if "application/json" in answer.get("content", {})
}
#: What is there has to be seen before it is changed, and changed before it is deleted; tags before their contact.
ORDER: Final = ("get", "post", "put", "patch", "delete")
#: Of one request alone.
SAID_OTHERWISE: Final = {"requestId": "", "errors": [], "meta": {}}
#: Ask somebody outside, or cannot be done to what is there. The contract test holds their answers to the schema.
ELSEWHERE: Final = {
    ("post", "/prompt-templates/generate"),
    ("get", "/phone/available"),
    ("post", "/phone/purchase"),
    ("post", "/phone/import"),
    ("post", "/calls/{callId}/end"),
    ("post", "/flows"),
    ("post", "/flows/{flowId}/archive"),
    ("post", "/contact-fields"),
}


def shown(content: dict[str, Any]) -> Any:
    """The one example of an answer."""
    (reference,) = content["examples"].values()
    return DOCUMENT["components"]["examples"][reference["$ref"].rpartition("/")[2]]["value"]


def test_every_answer_in_json_has_an_example_that_its_schema_allows() -> None:
    assert len(CONTENTS) > 1_000
    for key, content in CONTENTS.items():
        schema = {**content["schema"], "components": DOCUMENT["components"]}
        problems = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(shown(content))
        assert [problem.message for problem in problems] == [], key


def test_every_example_is_shown_somewhere() -> None:
    used = {reference["$ref"] for content in CONTENTS.values() for reference in content["examples"].values()}
    assert used == {f"#/components/examples/{name}" for name in DOCUMENT["components"]["examples"]}


def test_what_models_say_for_examples_is_not_described() -> None:
    assert "x-answered-with" not in str(DOCUMENT)


def test_a_field_that_nobody_has_a_value_for_is_named() -> None:
    schemas = {"Thing": {"properties": {"colour": {"type": "string"}}}}
    with pytest.raises(KeyError, match=r"Thing\.colour"):
        answer_examples.answer({"$ref": "#/components/schemas/Thing"}, schemas)


@pytest.fixture
async def owner_of_things(account: Account, files_folder: Path) -> Account:
    (files_folder / RECORDING).touch()
    async with owner(account.dsn) as connection:
        for statement, values in inserts(account.account_id):
            await connection.execute(statement, values)
    return account


def differences(example: Any, answer: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Fields that one of the two has alone, of bodies; what a schema leaves open is not compared."""
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
        while "$ref" in schema:
            schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    if isinstance(example, dict) and isinstance(answer, dict) and "properties" in schema:
        yield from (f"{path}.{name}" for name in example.keys() ^ answer.keys())
        for name in example.keys() & answer.keys():
            yield from differences(example[name], answer[name], schema["properties"].get(name, {}), f"{path}.{name}")
    elif isinstance(example, list) and isinstance(answer, list) and example and answer:
        yield from differences(example[0], answer[0], schema.get("items", {}), f"{path}[]")


async def test_examples_have_the_shape_of_what_is_answered(owner_of_things: Account) -> None:
    compared = set()
    for method, path in sorted(OPERATIONS, key=lambda key: (ORDER.index(key[0]), -len(key[1]))):
        verb, below, arguments = request(method, path)
        answer = await owner_of_things.send(verb, below, **arguments)
        content = CONTENTS.get((method, ACCOUNT_PATH + path, str(answer.status_code)))
        if answer.is_success and content is not None:
            compared.add((method, path))
            assert list(differences(shown(content), answer.json(), content["schema"])) == [], (method, path)
    answering = {(method, path) for method, path, status in CONTENTS if status.startswith("2")}
    assert {key for key in OPERATIONS if (key[0], ACCOUNT_PATH + key[1]) in answering} - compared == ELSEWHERE


async def test_examples_of_failures_are_what_is_answered(account: Account) -> None:
    reader = await account.with_key(scopes=["flows:read"])
    at_once = await account.with_key(scopes=["*"])
    stranger = replace(account, key="tif_live_" + "x" * 32)
    await at_once.get("/flows")
    flow = {"slug": "desk", "name": "Desk"}
    await account.post("/flows", flow, headers={"Idempotency-Key": "once"})
    await account.send("PATCH", "/settings", json={"name": "Other"})
    await account.send("PATCH", "/settings", json={"name": "Another"})
    answers = [
        await account.post("/flows", {"slug": "desk"}),
        await stranger.get("/flows"),
        await reader.post("/flows", flow),
        await account.get("/flows/flow_1"),
        await account.post("/flows", {**flow, "slug": "other"}, headers={"Idempotency-Key": "once"}),
        await account.send("PATCH", "/settings", json={"name": "Third"}, headers={"If-Match": '"2"'}),
        await account.post("/flows", {"description": "x" * 300_000}),
    ]
    account.app.state.limits = Limits(burst=0)
    answers.append(await at_once.get("/flows"))
    for answer in answers:
        said, example = answer.json(), answer_examples.failure(str(answer.status_code))
        assert without_numbers(said) | SAID_OTHERWISE == without_numbers(example) | SAID_OTHERWISE
        assert said["meta"].keys() == example["meta"].keys()
    assert [answer.status_code for answer in answers] == [400, 401, 403, 404, 409, 412, 413, 429]


def without_numbers(problem: dict[str, Any]) -> dict[str, Any]:
    return problem | {"detail": re.sub(r"\d+", "0", problem["detail"])}
