"""Every list has one shape: its entries and `meta`; limit, offset and sort; and pages that together are the whole."""

from __future__ import annotations

from typing import Any, Final

import pytest
from psycopg.types.json import Jsonb

from tests.api.conftest import Account, owner
from tests.api.operations import DOCUMENT, OPERATIONS, request
from tests.api.rows import ROWS, insert, inserts

SCHEMAS: Final = DOCUMENT["components"]["schemas"]
#: Entries of the largest page.
MOST: Final = 100


def listed(operation: dict[str, Any]) -> dict[str, Any]:
    """Fields of the answer, if they are arrays, apart from `meta`, alone; else none."""
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    fields: dict[str, Any] = SCHEMAS.get(name, {}).get("properties", {})
    return fields if all(field.get("type") == "array" for key, field in fields.items() if key != "meta") else {}


LISTS: Final = {
    path: operation for (method, path), operation in OPERATIONS.items() if method == "get" and listed(operation)
}
#: Asks a vendor; tests/api/phone/test_purchase.py has one.
SOLD: Final = "/phone/available"
#: Table -> how the row that each of ROWS gets beside it differs, so that lists have an order.
BESIDE: Final[dict[str, dict[str, Any]]] = {
    "api_keys": {"key_id": "key_2", "name": "Beside", "hash": b"beside"},
    "webhook_endpoints": {"endpoint_id": "webhook_2", "url": "https://beside.example.com"},
    "webhook_deliveries": {"delivery_id": "delivery_2"},
    "telephony_providers": {"provider_id": "provider_2", "name": "Beside"},
    "flows": {"flow_id": "flow_2", "slug": "beside", "name": "Beside"},
    "flow_pointers": {"environment": "staging"},
    "flow_pointer_moves": {"reason": "Beside"},
    "phone_numbers": {"number_id": "number_2", "number": "+14155550199"},
    "contact_fields": {"field_id": "field_2", "key": "beside"},
    "contacts": {"contact_id": "contact_2", "last_name": "Beside", "tags": ["beside"]},
    "contact_imports": {"import_id": "import_2"},
    "contact_import_errors": {"row_number": 2},
    "calls": {"call_id": "call_2", "carrier_call_id": "CA2"},
    "call_events": {"seq": 2, "data": Jsonb({"at_ms": 1, "name": "b", "value": 1, "node": "a"})},
    "dnc_entries": {"entry_id": "dnc_2", "phone_number": "+14155550111"},
    "schedules": {"schedule_id": "schedule_2", "name": "Beside"},
    "prompt_templates": {"template_id": "template_2", "slug": "beside", "name": "Beside"},
    "prompt_template_versions": {"number": 2},
}


def orders(path: str) -> list[str]:
    """Fields that a list may be sorted by."""
    (schema,) = (parameter["schema"] for parameter in LISTS[path]["parameters"] if parameter["name"] == "sort")
    return [order for order in schema["enum"] if not order.startswith("-")]


@pytest.fixture
async def full(account: Account) -> Account:
    """An account that has two or more of everything."""
    async with owner(account.dsn) as connection:
        for statement, values in inserts(account.account_id):
            await connection.execute(statement, values)
        for table, changes in BESIDE.items():
            statement, values = insert(account.account_id, table, ROWS[table][0] | changes)
            await connection.execute(statement, values)
    for name in ("Second", "Third"):
        await account.send("PATCH", "/settings", json={"name": name})
    return account


def test_the_lists_are_found() -> None:
    assert {"/flows", "/webhooks/event-types", "/models/llm", "/calls/{callId}/events"} <= LISTS.keys()


@pytest.mark.parametrize("path", LISTS)
def test_it_is_described_as_the_others_are(path: str) -> None:
    fields = listed(LISTS[path])
    assert len(fields) == 2
    assert fields["meta"]["$ref"].rpartition("/")[2] in ("PageMeta", "CountedPageMeta")
    parameters = {parameter["name"]: parameter["schema"] for parameter in LISTS[path]["parameters"]}
    assert (parameters["limit"]["default"], parameters["limit"]["maximum"]) == (20, 100)
    assert parameters["offset"]["default"] == 0
    assert parameters["sort"]["default"] in parameters["sort"]["enum"]
    assert sorted(parameters["sort"]["enum"]) == sorted(sign + order for order in orders(path) for sign in ("", "-"))


async def test_each_order_is_the_reverse_of_another_and_pages_are_parts_of_the_whole(full: Account) -> None:
    for path in LISTS.keys() - {SOLD}:
        for field in orders(path):
            forward, backward = [await whole(full, path, order) for order in (field, f"-{field}")]
            assert len(forward) > 1, path
            values = [entry[field] for entry in forward if entry[field] is not None]
            if field != "version":  # Which is no text.
                assert values == sorted(values, key=folded), path
            if len(forward) < MOST and len(values) == len(forward):
                assert backward == forward[::-1], path


def folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


async def whole(account: Account, path: str, order: str) -> list[Any]:
    """As much as fits on one page, after a look at other pages."""
    entries, total = await page(account, path, sort=order, limit=MOST, offset=0)
    assert await page(account, path, sort=order, limit=1, offset=1) == (entries[1:2], total)
    assert await page(account, path, sort=order, limit=1, offset=100_000) == ([], total)
    assert len(entries) == min(total, MOST)
    return entries


async def page(account: Account, path: str, **params: Any) -> tuple[list[Any], int]:
    """The entries, without what counts requests, and the total."""
    _, below, arguments = request("get", path)
    answer = await account.get(below, params=arguments["params"] | params)
    assert answer.status_code == 200, answer.text
    (name,) = listed(LISTS[path]).keys() - {"meta"}
    found = answer.json()
    assert (found["meta"]["limit"], found["meta"]["offset"]) == (params["limit"], params["offset"])
    volatile = ("lastUsedAt", "requestCount")
    return [{k: v for k, v in entry.items() if k not in volatile} for entry in found[name]], found["meta"]["total"]


async def test_an_order_that_there_is_not_is_named(account: Account) -> None:
    for path in LISTS:
        _, below, arguments = request("get", path)
        answer = await account.get(below, params=arguments["params"] | {"sort": "colour"})
        assert [error["field"] for error in answer.json()["errors"]] == ["sort"], path


async def test_a_parameter_that_there_is_not_is_named_whatever_the_operation(account: Account) -> None:
    for operation in OPERATIONS:
        verb, below, arguments = request(*operation)
        answer = await account.send(verb, below, **arguments | {"params": arguments["params"] | {"colour": "red"}})
        errors = [(error["field"], error["code"]) for error in answer.json().get("errors", ())]
        assert (answer.status_code, errors) == (400, [("colour", "unknown_field")]), operation
    assert (await account.get("/api/v1/errors?colour=red")).status_code == 400
