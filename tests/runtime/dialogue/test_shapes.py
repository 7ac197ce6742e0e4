from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.shapes import shape
from talkif_schemas.types import TypeName, TypeSpec


@pytest.mark.parametrize(
    ("spec", "given", "expected"),
    [
        (TypeSpec(type="string"), " Ana ", "Ana"),
        (TypeSpec(type="string", pattern="[0-9]{3}"), 123, "123"),
        (TypeSpec(type="number"), "12.5", 12.5),
        (TypeSpec(type="integer"), 3.0, 3),
        (TypeSpec(type="boolean"), "true", True),
        (TypeSpec(type="enum", values=("pro_plus", "free")), "Pro plus", "pro_plus"),
        (TypeSpec(type="date"), "2026-05-03T00:00:00Z", "2026-05-03"),
        (TypeSpec(type="time"), "9:30", "09:30"),
        (TypeSpec(type="phone"), "(415) 555-0123", "+14155550123"),
        (TypeSpec(type="email"), "Ana@Example.com", "ana@example.com"),
        (TypeSpec(type="list", items=TypeSpec(type="integer")), ["1", 2], [1, 2]),
        (TypeSpec(type="string", nullable=True), None, None),
        (TypeSpec(type="any"), {"a": [1]}, {"a": [1]}),
        (TypeSpec(type="object"), {"a": 1}, {"a": 1}),
    ],
)
def test_a_value_is_written_as_its_type_wants_it(spec: TypeSpec, given: Any, expected: Any) -> None:
    assert shape(spec, given, "US") == (expected, [])


def test_a_text_that_was_computed_stays_as_it_is() -> None:
    person = TypeSpec(
        type="object",
        properties={"name": TypeSpec(type="string"), "born": TypeSpec(type="date"), "age": TypeSpec(type="any")},
    )
    value = {"name": "", "born": "", "age": None}
    assert shape(person, value, "US", is_computed=True) == ({"name": ""}, [])
    assert shape(TypeSpec(type="string"), " a, ", "US", is_computed=True) == (" a, ", [])
    for limited in (TypeSpec(type="string", pattern="[0-9]+"), TypeSpec(type="enum", values=("a",))):
        assert shape(limited, "", "US", is_computed=True)[1] == ["the value is empty"]


@pytest.mark.parametrize(
    ("spec", "given", "problem"),
    [
        (TypeSpec(type="string"), True, "the value is not text"),
        (TypeSpec(type="string"), "", "the value is empty"),
        (TypeSpec(type="string"), None, "the value is missing"),
        (TypeSpec(type="number"), "much", "the value is not a number"),
        (TypeSpec(type="number"), float("inf"), "the value is not a number"),
        (TypeSpec(type="integer"), 2.5, "the value is not a whole number"),
        (TypeSpec(type="boolean"), "maybe", "the value is neither true nor false"),
        (TypeSpec(type="enum", values=("a", "b")), "c", "the value is none of a, b"),
        (TypeSpec(type="date"), "tomorrow", "the value is not a date (YYYY-MM-DD)"),
        (TypeSpec(type="time"), "25:00", "the value is not a time (HH:MM)"),
        (TypeSpec(type="phone"), "123", "the value is not a phone number"),
        (TypeSpec(type="email"), "ana", "the value is not an e-mail address"),
        (TypeSpec(type="list"), "a", "the value is not a list"),
        (TypeSpec(type="object"), [], "the value is not an object"),
    ],
)
def test_what_does_not_fit_is_named(spec: TypeSpec, given: Any, problem: str) -> None:
    assert shape(spec, given, "US")[1] == [problem]


def test_members_are_named_by_their_path_and_empty_ones_are_left_out() -> None:
    line = TypeSpec(type="object", properties={"count": TypeSpec(type="integer"), "note": TypeSpec(type="string")})
    spec = TypeSpec(type="object", properties={"lines": TypeSpec(type="list", items=line)})
    value, problems = shape(spec, {"lines": [{"count": 1, "note": ""}, {"count": "x"}], "more": 1}, "US")
    assert value == {"lines": [{"count": 1}, {"count": None}]}
    assert problems == ["lines[1].count is not a number"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(TypeName.__args__), JSON)  # type: ignore[attr-defined]
def test_nothing_that_a_model_may_say_is_too_odd(name: TypeName, value: Any) -> None:
    spec = TypeSpec(type=name, values=("a",), properties={"a": TypeSpec(type="integer")})
    shaped, problems = shape(spec, value, "US")
    assert problems or shape(spec, shaped, "US") == (shaped, [])
