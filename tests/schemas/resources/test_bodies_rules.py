"""What JSON Schema says of the fields of a body together is what the body takes."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from talkif_schemas.resources.contact_fields import ContactFieldCreate
from talkif_schemas.resources.contacts import ContactCreate
from talkif_schemas.resources.dnc import DncCheck
from talkif_schemas.resources.providers import ProviderCreate

#: Stands for a field that is left out.
ABSENT: Final = object()

#: Body -> values of each field, which are tried in every combination.
FIELDS: Final[dict[type[BaseModel], dict[str, list[Any]]]] = {
    ProviderCreate: {
        "name": ["Ours"],
        "type": ["managed_twilio", "byoc_twilio", "sip", "other", None, ABSENT],
        "config": [
            ABSENT, None, {}, {"accountSid": "AC" + "0" * 32}, {"host": "a.example.com"},
            {"host": "a.example.com", "username": None}, {"host": "a.example.com", "username": "talkif"},
        ],
        "credentials": [
            ABSENT, None, {}, {"authToken": "t"}, {"password": "p"}, {"authToken": "t", "apiKeySid": "SK" + "0" * 32},
            {"authToken": "t", "apiKeySid": None, "apiKeySecret": None},
            {"authToken": "t", "apiKeySid": "SK" + "0" * 32, "apiKeySecret": None},
            {"authToken": "t", "apiKeySid": "SK" + "0" * 32, "apiKeySecret": "s"},
        ],
    },
    ContactFieldCreate: {
        "key": ["stage"],
        "label": ["Stage"],
        "type": ["enum", "string", "other", ABSENT],
        "options": [ABSENT, None, [], ["a"], ["a", "b"], ["a", "a"]],
    },
    ContactCreate: {name: [ABSENT, None, "a@example.com"] for name in ("firstName", "phone", "email", "externalId")},
    DncCheck: {"phoneNumber": [ABSENT, None, "+14155551234"], "phoneNumbers": [ABSENT, None, ["+14155551234"]]},
}  # fmt: skip


def takes(model: type[BaseModel], body: dict[str, Any]) -> bool:
    try:
        model.model_validate(body)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("model", FIELDS)
def test_the_schema_says_what_is_taken(model: type[BaseModel]) -> None:
    schema = Draft202012Validator(model.model_json_schema())
    taken = []
    for values in product(*FIELDS[model].values()):
        body = {name: value for name, value in zip(FIELDS[model], values, strict=True) if value is not ABSENT}
        taken.append(takes(model, body))
        assert schema.is_valid(body) == taken[-1], body
    assert set(taken) == {True, False}
