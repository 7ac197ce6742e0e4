"""The list of variables is the compiler's own."""

from __future__ import annotations

import re

import pytest

from talkif_api.templates.checking import check
from talkif_api.templates.variables import EXAMPLES, variables
from talkif_schemas.resources.templates import TemplateVariable

OWN = {variable.path: variable for variable in variables([])}
_FORMS = {"phone": r"\+[1-9]\d+", "email": r"[^@]+@[^@]+", "date": r"\d{4}-\d\d-\d\d", "time": r"\d\d:\d\d"}
_TYPES = {"string": str, "integer": int, "list": list, "object": dict, "any": object}


def test_every_name_of_the_product_has_an_example_and_no_other() -> None:
    assert set(OWN) == set(EXAMPLES)


@pytest.mark.parametrize("variable", OWN.values(), ids=list(OWN))
def test_what_is_listed_can_be_used(variable: TemplateVariable) -> None:
    assert check(f"{{{{json {variable.path}}}}}").warnings == ()
    assert variable.description
    if variable.type in _FORMS:
        assert re.fullmatch(_FORMS[variable.type], variable.example)
    elif variable.type == "enum":
        assert variable.example in variable.values
    else:
        assert isinstance(variable.example, _TYPES[variable.type])


def test_fields_of_the_account_are_variables() -> None:
    field = {"key": "plan", "label": "Plan", "type": "enum", "options": ["free", "pro"], "description": ""}
    custom = variables([field])[-1]
    assert (custom.path, custom.source, custom.example) == ("contact.customFields.plan", "custom", "free")
    assert (custom.description, custom.values, custom.nullable) == ("Plan", ["free", "pro"], True)
