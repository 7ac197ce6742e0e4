"""Every operation of the API description, with things to send it: what tests of all endpoints share."""

from __future__ import annotations

from typing import Any, Final

from talkif_api.app import description
from talkif_api.kit.path_examples import PATH_EXAMPLES
from talkif_api.kit.route import ACCOUNT_PATH

DOCUMENT: Final = description()
#: (method, path below the account) -> operation, of everything that the description lists under an account.
OPERATIONS: Final[dict[tuple[str, str], dict[str, Any]]] = {
    (method, path.removeprefix(ACCOUNT_PATH)): operation
    for path, operations in DOCUMENT["paths"].items()
    if path.startswith(ACCOUNT_PATH)
    for method, operation in operations.items()
}


def example(operation: dict[str, Any]) -> Any:
    """The body that the description shows, or the one that it needs none of."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    if "example" in content:
        return content["example"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    (shown,) = DOCUMENT["components"]["schemas"][name]["examples"]
    return shown


def request(method: str, path: str) -> tuple[str, str, dict[str, Any]]:
    """As the description's examples have it. Fails with a KeyError for a body without one."""
    operation = OPERATIONS[method, path]
    body = example(operation)
    needed = {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["required"]
    }
    arguments = {"json": body} if body is not None else {}
    return method.upper(), path.format(**PATH_EXAMPLES), {"params": needed, **arguments}
