"""Every endpoint of the API description with every scope: the one that is named opens it, no other does."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_schemas.resources.api_keys import RESOURCES
from tests.api.conftest import Account
from tests.api.operations import OPERATIONS, request


def needed(operation: dict[str, Any]) -> str:
    (requirement,) = operation["security"]
    ((scope,),) = requirement.values()
    return str(scope)


def test_reading_needs_the_scope_for_reading() -> None:
    scopes = {operation["operationId"]: needed(operation) for operation in OPERATIONS.values()}
    assert scopes["listFlows"] == "flows:read"
    assert scopes["publishFlow"] == "flows:write"
    reading = [operation for (method, _), operation in OPERATIONS.items() if method == "get"]
    assert {needed(operation).partition(":")[2] for operation in reading} == {"read"}


@pytest.mark.parametrize("resource", RESOURCES)
async def test_the_scope_that_is_named_opens_and_no_other_does(account: Account, resource: str) -> None:
    """Bodies and ids are examples, so what is opened may answer that there is no such thing."""
    operations = {key: needed(operation) for key, operation in OPERATIONS.items()}
    operations = {key: scope for key, scope in operations.items() if scope.startswith(f"{resource}:")}
    others = [f"{other}:*" for other in RESOURCES if other != resource]
    for access, other_access in (("read", "write"), ("write", "read")):
        scope = f"{resource}:{access}"
        closed = await account.with_key(scopes=[*others, f"{resource}:{other_access}"])
        opened = [await account.with_key(scopes=[given]) for given in (scope, f"{resource}:*", "*")]
        for operation in [key for key, asked in operations.items() if asked == scope]:
            verb, below, arguments = request(*operation)
            answer = await closed.send(verb, below, **arguments)
            assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), operation
            assert answer.json()["meta"] == {"requiredScope": scope}, operation
            for holder in opened:
                answer = await holder.send(verb, below, **arguments)
                assert answer.status_code != 401, operation
                # What is done may need more: nobody gives a new key what his own key lacks.
                assert answer.status_code != 403 or answer.json()["meta"] != {"requiredScope": scope}, operation
