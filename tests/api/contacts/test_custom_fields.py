"""Values of a contact's own fields."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_api.contacts.custom_fields import Definition, from_text, problems
from talkif_schemas.resources.contact_fields import FieldType


def definition(kind: FieldType, *options: str) -> Definition:
    return Definition("key", kind, options, required=False)


RIGHT: list[tuple[FieldType, Any]] = [
    ("string", ""), ("number", 1), ("number", 1.5), ("integer", -3), ("boolean", False), ("date", "2024-02-29"),
    ("datetime", "2026-03-01T09:30:00Z"), ("datetime", "2026-03-01T09:30:00+02:00"), ("url", "https://example.com/a?b"),
    ("email", "ana@example.com"),
]  # fmt: skip
WRONG: list[tuple[FieldType, Any]] = [
    ("string", 1), ("number", "1"), ("number", True), ("integer", 1.5), ("integer", True), ("boolean", "true"),
    ("date", "2026-02-30"), ("date", "20260301"), ("datetime", "2026-03-01T09:30:00"), ("datetime", "2026-03-01"),
    ("url", "example.com"), ("url", "javascript:alert(1)"), ("url", "http://[::1"), ("email", "ana@"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), RIGHT)
def test_what_fits(kind: FieldType, value: Any) -> None:
    assert problems({"key": value}, {"key": definition(kind)}) == []


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_what_does_not_fit(kind: FieldType, value: Any) -> None:
    (problem,) = problems({"key": value}, {"key": definition(kind)})
    assert (problem.field, problem.code) == ("customFields.key", "invalid_type")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**30, 1e20, -1e300, "\0", "\ud800", {"a": 1}])
def test_what_cannot_be_stored_is_refused_for_any_key(value: Any) -> None:
    assert [problem.field for problem in problems({"other": value}, {})] == ["customFields.other"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("boolean", "Yes", True),
        ("boolean", "0", False),
        ("boolean", "maybe", "maybe"),
        ("integer", "-12", -12),
        ("integer", "12.0", "12.0"),
        ("number", "12.5", 12.5),
        ("number", "1e999", "1e999"),
        ("string", "12", "12"),
    ],
)
def test_cells_become_what_their_type_asks_for(kind: FieldType, text: str, value: Any) -> None:
    assert from_text(text, definition(kind)) == value
