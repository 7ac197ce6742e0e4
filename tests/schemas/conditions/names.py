"""Names of one flow, and values for them."""

from __future__ import annotations

from typing import Any

from talkif_schemas.conditions import ConditionEnv
from talkif_schemas.types import InputSpec, TypeSpec

ORDER = TypeSpec(
    type="object",
    properties={
        "total": TypeSpec(type="number"),
        "count": TypeSpec(type="integer"),
        "status": TypeSpec(type="string"),
        "paid": TypeSpec(type="boolean"),
        "tags": TypeSpec(type="list", items=TypeSpec(type="string")),
        "address": TypeSpec(type="object", properties={"zip": TypeSpec(type="string")}),
    },
)
VARIABLES = {
    "order": ORDER,
    "orders": TypeSpec(type="list", items=ORDER),
    "total": TypeSpec(type="number"),
    "tries": TypeSpec(type="integer"),
    "city": TypeSpec(type="string"),
    "agreed": TypeSpec(type="boolean"),
    "anything": TypeSpec(type="any"),
    "fields": TypeSpec(type="object"),
    "prices": TypeSpec(type="list", items=TypeSpec(type="number")),
    "mixed": TypeSpec(type="list"),
}
INPUTS = {"plan": InputSpec(type="enum", values=("free", "pro"))}
EXTRA = {"value": TypeSpec(type="number"), "args": TypeSpec(type="object", properties={"q": TypeSpec(type="string")})}

VALUES: dict[str, Any] = {
    "vars": {
        "order": {"total": 600, "count": 2, "status": "shipped", "paid": True, "tags": ["a", "b"]},
        "orders": [{"total": 1}, {"total": 2.5}],
        "tries": 3,
        "anything": {"list": [1, 2.5], "none": None},
        "fields": {"k": 5},
        "prices": [1, 2.5],
        "mixed": [1, "a", None],
    },
    "inputs": {"plan": "pro"},
    "contact": {"firstName": "Ana", "customFields": {"vip": True}},
    "value": 5,
    "args": {"q": "lamp"},
}


def environment() -> ConditionEnv:
    return ConditionEnv(INPUTS, VARIABLES, EXTRA)
