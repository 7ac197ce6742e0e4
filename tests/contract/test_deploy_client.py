"""What `talkif-flows` sends to the API, and what it reads of the answers, against the API's description."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from talkif_api.app import description
from talkif_compiler.deploy.client import Client, Target
from talkif_compiler.deploy.publish import send
from talkif_compiler.pipeline import compile_flow
from talkif_schemas.ids import example_id
from talkif_schemas.signature import Signature

DOCUMENT = description()
ACCOUNT = example_id("account")
FLOW = example_id("flow")
ENTRY = "front-desk.yaml"
SOURCE = "schema: talkif.flow/v1\nflow: front-desk\nstart: bye\nnodes:\n  bye: {type: end}\n"
MOMENT = "2026-03-01T09:30:00Z"
DIGEST = "sha256:" + "5" * 64
FLOW_ANSWER = {
    "id": FLOW, "slug": "front-desk", "name": "Front desk", "description": "", "latestVersion": None,
    "createdAt": MOMENT, "updatedAt": MOMENT, "archivedAt": None, "revision": 1,
}  # fmt: skip
VERSION_ANSWER = {
    "flowId": FLOW, "version": "1.0.0", "digest": DIGEST, "contractHash": DIGEST, "behaviourHash": DIGEST,
    "bump": "first", "changes": [], "notes": "", "publishedAt": MOMENT, "publishedBy": example_id("key"),
}  # fmt: skip
POINTER_ANSWER = {
    "environment": "production", "versions": [{"version": "1.0.0", "weightPercent": 100, "digest": DIGEST}],
    "pinned": True, "movedAt": MOMENT, "revision": 2,
}  # fmt: skip
META = {"total": 1, "limit": 100, "offset": 0}
#: Operation -> status and body, as the description has them.
ANSWERS: dict[str, tuple[int, Any]] = {
    "listFlows": (200, {"flows": [], "meta": META | {"total": 0}}),
    "createFlow": (201, FLOW_ANSWER),
    "publishFlow": (201, VERSION_ANSWER),
    "listVersions": (200, {"versions": [VERSION_ANSWER], "meta": META}),
    "getVersion": (200, VERSION_ANSWER | {"artifact": {}, "source": None, "provenance": None}),
    "rollbackFlow": (200, POINTER_ANSWER),
}


def problems(schema: dict[str, Any], value: Any) -> list[str]:
    """What is wrong with a value, by a schema of the description."""
    whole = {**schema, "components": DOCUMENT["components"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(value)]


def operation_at(method: str, path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The operation of the description, and the parameters in its path."""
    wanted = path.split("/")
    for template, operations in DOCUMENT["paths"].items():
        parts = template.split("/")
        if len(parts) != len(wanted) or method.lower() not in operations:
            continue
        pairs = list(zip(parts, wanted, strict=True))
        if all(part == value or part.startswith("{") for part, value in pairs):
            return operations[method.lower()], {part[1:-1]: value for part, value in pairs if part.startswith("{")}
    raise AssertionError(f"{method} {path} is not in the description")


def answered(request: httpx.Request) -> httpx.Response:
    """An API that knows its description alone: it checks a request as that says, and answers as that says."""
    operation, in_path = operation_at(request.method, request.url.path)
    known = {parameter["name"]: parameter for parameter in operation["parameters"] if parameter["in"] == "query"}
    for name, value in request.url.params.items():
        schema = known[name]["schema"]
        given: Any = int(value) if schema.get("type") == "integer" else value
        assert problems(schema, [given] if schema.get("type") == "array" else given) == [], name
    assert in_path["accountId"] == ACCOUNT
    if request.content:
        content = operation["requestBody"]["content"][request.headers["Content-Type"]]
        assert problems(content["schema"], json.loads(request.content)) == []
    else:
        assert "requestBody" not in operation
    status, body = ANSWERS[operation["operationId"]]
    assert problems(operation["responses"][str(status)]["content"]["application/json"]["schema"], body) == []
    return httpx.Response(status, json=body)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The client with a transport that leads to `answered`."""
    opened = httpx.Client

    def wired(**arguments: Any) -> httpx.Client:
        return opened(transport=httpx.MockTransport(answered), **arguments)

    monkeypatch.setattr(httpx, "Client", wired)
    return Client(Target("https://api.test", ACCOUNT, "tif_live_x"))


@pytest.mark.parametrize(
    ("use", "read"),
    [
        (lambda client: client.flow_id("front-desk"), None),
        (lambda client: client.create_flow("front-desk", "Front desk"), FLOW),
        (lambda client: [version["digest"] for version in client.versions(FLOW)], [DIGEST]),
        (lambda client: client.version(FLOW, "1.0.0")["artifact"], {}),
        (lambda client: client.rollback(FLOW, "1.0.0", "production", "")["versions"][0]["version"], "1.0.0"),
    ],
    ids=["flow_id", "create_flow", "versions", "version", "rollback"],
)
def test_it_asks_and_reads_as_described(client: Client, use: Callable[[Client], Any], read: Any) -> None:
    assert use(client) == read


def test_it_publishes_as_described(client: Client) -> None:
    def sign(_digest: str) -> Signature:
        return Signature(key_id="0123456789abcdef", signature="A" * 86 + "==")

    artifact = compile_flow({ENTRY: SOURCE}, ENTRY).artifact
    assert artifact is not None
    published = send(
        client, artifact, {ENTRY: SOURCE}, ENTRY, environment="staging", notes="Greets", bump="minor", sign=sign
    )
    assert (published.version, published.digest, published.is_new) == ("1.0.0", DIGEST, True)
