"""The account's own fields of contacts, as talkif.yaml declares them."""

from __future__ import annotations

import pytest

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_flow

PROJECT = """\
schema: talkif.project/v1
contact_fields:
  tier: {type: enum, values: [silver, gold]}
  since: {type: integer}
  tax id: {type: string}
"""
PLAIN_NAMES = PROJECT.replace("  tax id: {type: string}\n", "")


def findings(condition: str, project: str = PLAIN_NAMES, say: str = "Bye.") -> list[Diagnostic]:
    flow = f"""\
schema: talkif.flow/v1
flow: a
start: x
nodes:
  x: {{type: branch, next: [{{if: "{condition}", to: q}}, {{else: bye}}]}}
  q: {{type: end, say: "{say}"}}
  bye: {{type: end, say: Goodbye.}}
"""
    return list(check_flow({"a.yaml": flow, "talkif.yaml": project}, "a.yaml"))


@pytest.mark.parametrize(
    ("condition", "rules"),
    [
        ("has(contact.customFields.tier) && contact.customFields.tier == 'gold'", []),
        ("has(contact.customFields.since) && contact.customFields.since > 2020", []),
        ("has(contact.customFields.since) && contact.customFields.since.startsWith('2')", ["condition-type"]),
        ("has(contact.customFields.tier) && contact.customFields.tier > 3", ["condition-type"]),
        # A call knows only the fields that its contact has.
        ("contact.customFields.tier == 'gold'", ["nullable-in-condition"]),
        ("has(contact.customFields.teir)", ["undefined-variable"]),
    ],
)
def test_declared_fields_have_types_in_conditions(condition: str, rules: list[str]) -> None:
    assert [found.rule for found in findings(condition)] == rules


def test_a_field_that_nobody_declares_is_found_with_the_one_that_was_meant() -> None:
    (found,) = findings("has(contact.customFields.teir)")
    assert found.help == "Did you mean `contact.customFields.tier`?"
    (found,) = findings("has(contact.email)", say="{{#if contact.customFields.teir}}Gold{{/if}}")
    assert (found.rule, found.help) == ("undefined-variable", "Did you mean `tier`?")


def test_without_declared_fields_any_may_be_there() -> None:
    project = "schema: talkif.project/v1\n"
    assert findings("has(contact.customFields.teir)", project) == []


def test_a_name_that_conditions_cannot_write_leaves_the_object_open_for_them() -> None:
    assert findings("has(contact.customFields.teir)", PROJECT) == []


def test_every_value_of_a_declared_enum_is_known() -> None:
    twice = "has(contact.customFields.tier) && contact.customFields.tier == 'bronze'"
    assert [found.rule for found in findings(twice)] == ["constant-condition"]
