"""What has to have a value so that what is assigned has one."""

from __future__ import annotations

import pytest

from talkif_compiler.linking.conditions.nullness import needed
from talkif_compiler.linking.proofs import Needs
from talkif_compiler.scope import Scope
from talkif_schemas.types import InputSpec, TypeSpec

NAME, COMPANY = ("contact", "firstName"), ("contact", "company")
CITY = ("vars", "order", "city")
SCOPE = Scope(
    {"sure": InputSpec(type="boolean")},
    {
        "n": TypeSpec(type="number"),
        "order": TypeSpec(type="object", properties={"city": TypeSpec(type="string", nullable=True)}),
        "open": TypeSpec(type="any"),
    },
)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("'x'", set()),
        ("vars.n + 1.0", set()),
        ("vars.open", set()),
        ("contact.firstName == null", set()),
        ("null", None),
        ("((null))", None),
        ("contact.firstName", {NAME}),
        ("(contact.firstName)", {NAME}),
        ("vars.order.city", {CITY}),
        ("inputs.sure ? contact.firstName : contact.company", {NAME, COMPANY}),
        ("inputs.sure ? 'a' : null", None),
        ("has(contact.firstName) ? contact.firstName : 'you'", set()),
        ("contact.firstName == null ? 'you' : contact.firstName", set()),
        ("has(contact.firstName) ? contact.company : 'you'", {COMPANY}),
        ("(has(contact.firstName) ? contact.firstName : (has(contact.company) ? contact.company : 'you'))", set()),
        ("has(contact.firstName) ? contact.firstName : inputs.sure ? contact.company : 'you'", {COMPANY}),
        # What cannot be computed is not assigned.
        ("contact.firstName + '!'", set()),
        ("contact.firstName.startsWith('A') ? 1 : 2", set()),
    ],
)
def test_what_is_needed(source: str, names: set[tuple[str, ...]] | None) -> None:
    expected: Needs = frozenset(names) if names is not None else None
    assert needed(source, SCOPE) == expected
