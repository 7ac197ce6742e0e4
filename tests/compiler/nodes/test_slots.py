from __future__ import annotations

import pytest

from talkif_compiler.nodes.slots import can_fill, max_digits, slot_for
from talkif_schemas.types import TypeName, TypeSpec


@pytest.mark.parametrize(
    ("pattern", "slot", "digits"),
    [
        ("^[0-9]{6}$", "digits", 6),
        ("[0-9]{4,8}", "digits", 8),
        (r"\d{4,}", "digits", None),
        ("[0-9]+", "digits", None),
        ("[A-Z]{3}", "text", None),
        (None, "text", None),
    ],
)
def test_a_pattern_of_digits_asks_for_digits(pattern: str | None, slot: str, digits: int | None) -> None:
    variable = TypeSpec(type="string", pattern=pattern)
    assert (slot_for(variable), max_digits(variable)) == (slot, digits)


@pytest.mark.parametrize("name", ["number", "integer", "boolean", "enum", "date", "time", "phone", "email", "string"])
def test_the_slot_of_a_type_can_fill_it(name: TypeName) -> None:
    variable = TypeSpec(type=name, values=("a",) if name == "enum" else ())
    assert can_fill(slot_for(variable), variable)
