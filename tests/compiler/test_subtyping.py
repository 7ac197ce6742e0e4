"""Which types may stand for which."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.subtyping import fits, matches
from talkif_schemas.types import TypeSpec


def spec(type_: str, **fields: Any) -> TypeSpec:
    return TypeSpec(type=type_, **fields)  # type: ignore[arg-type]


ORDER = spec("object", properties={"id": spec("string"), "total": spec("number")})


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (spec("integer"), spec("number")),
        (spec("phone"), spec("string")),
        (spec("enum", values=("a",)), spec("enum", values=("a", "b"))),
        (spec("enum", values=("a", "b")), spec("string", pattern="[ab]")),
        (spec("string", pattern="a+"), spec("string")),
        (spec("string"), spec("string", nullable=True)),
        (ORDER, spec("object")),
        (ORDER, spec("object", properties={"id": spec("string")})),
        (spec("list", items=spec("integer")), spec("list", items=spec("number"))),
        (ORDER, spec("any")),
    ],
)
def test_the_narrower_type_fits_and_the_wider_does_not(source: TypeSpec, target: TypeSpec) -> None:
    assert fits(source, target)
    assert not fits(target, source)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (spec("boolean"), spec("string")),
        (spec("string", pattern="a+"), spec("string", pattern="b+")),
        (spec("enum", values=("a",)), spec("enum", values=("b",))),
        (spec("date"), spec("time")),
    ],
)
def test_unrelated_types_do_not_fit(one: TypeSpec, other: TypeSpec) -> None:
    assert not fits(one, other)
    assert not fits(other, one)


SPECS = st.recursive(
    st.builds(
        TypeSpec,
        type=st.sampled_from(["string", "number", "integer", "boolean", "date", "any"]),
        nullable=st.booleans(),
    )
    | st.builds(TypeSpec, type=st.just("enum"), values=st.sets(st.sampled_from("abc"), min_size=1).map(tuple)),
    lambda inner: (
        st.builds(
            TypeSpec, type=st.just("object"), properties=st.dictionaries(st.sampled_from("xy"), inner, max_size=2)
        )
        | st.builds(TypeSpec, type=st.just("list"), items=inner)
    ),
    max_leaves=4,
)


@given(SPECS)
def test_every_type_fits_itself(one: TypeSpec) -> None:
    assert fits(one, one)


@given(SPECS, SPECS, SPECS)
def test_fitting_is_transitive(one: TypeSpec, two: TypeSpec, three: TypeSpec) -> None:
    if fits(one, two) and fits(two, three):
        assert fits(one, three)


def test_a_pattern_with_a_fault_refuses_nothing() -> None:
    assert fits(spec("enum", values=("a",)), spec("string", pattern="("))
    assert matches("(", "a")
    assert matches("a+", "aa")
    assert not matches("a+", "ab")
