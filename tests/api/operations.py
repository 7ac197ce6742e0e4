"""Every operation of the API description, with things to send it: what tests of all endpoints share."""

from __future__ import annotations

from typing import Any, Final

from talkif_api.app import description
from talkif_api.kit.route import ACCOUNT_PATH
from talkif_schemas.ids import example_id
from tests.api.accounts import rows as accounts
from tests.api.calls import rows as calls
from tests.api.contacts import rows as contacts
from tests.api.dnc import rows as dnc
from tests.api.phone import rows as phone
from tests.api.providers import rows as providers
from tests.api.registry import rows as registry
from tests.api.schedules import rows as schedules
from tests.api.templates import rows as templates
from tests.api.webhooks import rows as webhooks

#: Path parameter -> a thing of the first account. Bodies of the examples name the same things.
IDS: Final = (
    {
        name: example_id(prefix)
        for name, prefix in {
            "keyId": "key",
            "flowId": "flow",
            "numberId": "number",
            "callId": "call",
            "providerId": "provider",
            "webhookId": "webhook",
            "deliveryId": "delivery",
            "entryId": "dnc",
            "scheduleId": "schedule",
            "contactId": "contact",
            "fieldId": "field",
            "templateId": "template",
            "importId": "import",
        }.items()
    }
    | registry.NAMES
    | contacts.NAMES
    | {"templateVersion": 1}
)
#: Table -> row of the first account, in an order that foreign keys allow. Each slice says its own.
ROWS: Final = (
    accounts.ROWS
    | webhooks.ROWS
    | providers.ROWS
    | registry.ROWS
    | phone.ROWS
    | contacts.ROWS
    | calls.ROWS
    | dnc.ROWS
    | schedules.ROWS
    | templates.ROWS
)


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
    """Fails with a KeyError for a path parameter that IDS does not know yet, or a body without an example."""
    operation = OPERATIONS[method, path]
    body = example(operation)
    needed = {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["required"]
    }
    arguments = {"json": body} if body is not None else {}
    return method.upper(), path.format(**IDS), {"params": needed, **arguments}
