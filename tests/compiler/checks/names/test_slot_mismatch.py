"""Keys give digits, dates and choices; nobody spells an address with them."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
variables: {{x: {{type: {type}}}}}
outputs: [x]
nodes:
  ask: {{type: collect, into: x, ask: What?, {fields}, next: [{{on: done, to: bye}}, {{on: gave_up, to: bye}}]}}
  bye: {{type: end, say: "Goodbye."}}
"""


def found(type_: str, fields: str) -> list[tuple[str, str]]:
    diagnostics = check_flow({"a.yaml": FLOW.format(type=type_, fields=fields)}, "a.yaml")
    return [(item.span.text, item.message) for item in diagnostics if item.rule == "slot-mismatch"]


@pytest.mark.parametrize(
    ("type_", "fields", "slot"),
    [
        ("email", "input: [dtmf]", "email"),
        ("email", "input: dtmf", "email"),
        ("string", "slot: name, input: dtmf", "name"),
        ("string", "slot: address, input: [dtmf, dtmf]", "address"),
    ],
)
def test_what_keys_cannot_give(type_: str, fields: str, slot: str) -> None:
    assert found(type_, fields) == [("dtmf", f"keys alone cannot give `x`, which is of the kind `{slot}`")]


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("email", "input: [speech, dtmf]"),
        ("email", "confirm: always"),
        ("string", "input: dtmf"),
        ("phone", "input: dtmf"),
        ("date", "input: dtmf"),
        ("boolean", "input: dtmf"),
    ],
)
def test_what_can_be_answered(type_: str, fields: str) -> None:
    assert found(type_, fields) == []


DIGITS = 'string, pattern: "^[0-9]{6}$"'


def test_keys_have_to_be_as_many_as_the_pattern_asks_for() -> None:
    message = "after 4 keys the answer is complete, and `x` has at least 6 digits"
    assert found(DIGITS, "input: [speech, dtmf], max_digits: 4") == [("4", message)]
    assert found(DIGITS, "input: dtmf, max_digits: 6") == []
    assert found(DIGITS, "max_digits: 4") == []
    assert found(DIGITS.replace("{6}", "+"), "input: dtmf, max_digits: 4") == []


@pytest.mark.parametrize(("fields", "is_open"), [("slot: enum", True), ("slot: enum, values: [a, b]", False)])
def test_a_choice_has_something_to_choose_from(fields: str, is_open: bool) -> None:
    expected = [("enum", "the slot `enum` needs values, and `x` has none")]
    assert found("string", fields) == (expected if is_open else [])
