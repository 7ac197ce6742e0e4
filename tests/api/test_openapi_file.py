"""The API description that ships is the one that is served, and says what clients need."""

from __future__ import annotations

import json
from pathlib import Path

from talkif_api import openapi_file
from talkif_api.app import description
from tests.api.conftest import Account

FILE = "schemas/talkif_schemas/json/openapi.json"
ROOT = Path(__file__).resolve().parents[2]


def test_the_file_is_fresh() -> None:
    shipped = (ROOT / FILE).read_text(encoding="utf-8")
    assert shipped == openapi_file.text(), f"run `python -m talkif_api.openapi_file {FILE}`"


async def test_the_served_document_is_the_same(account: Account) -> None:
    response = await account.get("/api/v1/openapi.json", headers={"Authorization": ""})
    assert response.json() == json.loads((ROOT / FILE).read_text(encoding="utf-8"))
    assert response.json()["openapi"].startswith("3.1.")


def test_every_operation_of_an_account_names_its_scope_and_its_errors() -> None:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            if "{accountId}" not in path:
                continue
            (scope,) = operation["security"][0]["apiKey"]
            reads = method == "get" or operation.get("x-reads-only", False)
            assert scope.endswith(":read" if reads else ":write"), (method, path)
            assert {"400", "401", "403", "404", "429", "500", "503"} <= set(operation["responses"]), (method, path)
            assert "accountId" in {parameter["name"] for parameter in operation["parameters"]}, (method, path)


def test_operations_have_names_of_their_own() -> None:
    names = [
        operation["operationId"] for operations in description()["paths"].values() for operation in operations.values()
    ]
    assert len(names) == len(set(names))
    assert "publishFlow" in names


def test_every_body_has_one_example() -> None:
    document = description()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                if name:
                    assert len(document["components"]["schemas"][name].get("examples", ())) == 1, (method, path)
