"""Against CEL itself: what is said of conditions has to be true of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.linking.conditions.meaning import ANY_CASE, Case, TooManyCases, Want, met
from talkif_compiler.linking.conditions.predicates import Reader
from talkif_compiler.linking.conditions.tree import tree_of
from talkif_compiler.linking.conditions.value_sets import NULL, flag, numbers, one_of, text
from talkif_compiler.scope import Scope
from talkif_schemas.conditions import Condition, ConditionEnv, ConditionFailed
from talkif_schemas.types import TypeSpec

VARIABLES = {
    "plan": TypeSpec(type="enum", values=("free", "pro", "gold")),
    "is_vip": TypeSpec(type="boolean"),
    "total": TypeSpec(type="number"),
    "visits": TypeSpec(type="integer"),
    "name": TypeSpec(type="string", nullable=True),
}
VALUES: dict[str, list[Any]] = {
    "plan": ["free", "pro", "gold"],
    "is_vip": [True, False],
    "total": [0, 1, 1.5, 2, 7.5],
    "visits": [0, 1, 2, 3],
    "name": [None, "Ana", "Bo"],
}
ENV = ConditionEnv({}, VARIABLES, {})
READER = Reader(Scope({}, VARIABLES), lambda _path, spec: spec.nullable)

ATOMS = st.sampled_from(
    [
        "vars.plan == 'pro'",
        "vars.plan != 'free'",
        "'gold' == vars.plan",
        "vars.plan in ['free', 'gold']",
        "vars.is_vip",
        "vars.is_vip == false",
        "vars.total > 1",
        "vars.total <= 1.5",
        "2 > vars.total",
        "vars.total != 2",
        "vars.visits > 1",
        "vars.visits >= 2",
        "vars.visits == 0",
        "vars.name == 'Ana'",
        "vars.name != 'Ana'",
        "vars.name == null",
        "has(vars.name)",
        "vars.name > 'Ana'",
        "vars.name.startsWith('A')",
        "vars.total > double(vars.visits)",
        "double(vars.visits) >= vars.total",
        "true",
    ]
)
SOURCES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda source: f"!({source})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) && ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) || ({pair[1]})"),
    ),
    max_leaves=4,
)


@cache
def compiled(source: str) -> Condition:
    return ENV.compile(source)


def outcome(source: str, values: Mapping[str, Any]) -> bool | None:
    try:
        return bool(compiled(source).evaluate({"vars": values}))
    except ConditionFailed:
        return None


def worlds() -> Iterator[dict[str, Any]]:
    for chosen in product(*VALUES.values()):
        yield dict(zip(VALUES, chosen, strict=True))


def admits(case: Case, values: Mapping[str, Any]) -> bool:
    """Whether the values of declared variables are among those of the case."""
    for variable, allowed in case.items():
        if len(variable) == 2 and variable[0] == "vars":
            value = values[variable[1]]
            if isinstance(value, bool):
                here = one_of([flag(value)])
            elif isinstance(value, int | float):
                here = numbers("==", value, whole=False)
            else:
                here = one_of([text(value) if value is not None else NULL])
            if not allowed & here:
                return False
    return True


@settings(max_examples=150, deadline=None)
@given(SOURCES)
def test_every_value_is_among_the_cases_of_what_it_gives(source: str) -> None:
    tree = tree_of(source)
    assert tree is not None
    wants: dict[Want, list[bool | None]] = {
        "true": [True],
        "false": [False],
        "not true": [False, None],
        "not false": [True, None],
    }
    meaning = READER.read(tree)
    try:
        cases = {want: meaning.cases(want) for want in wants}
    except TooManyCases:
        return
    for values in worlds():
        given_ = outcome(source, values)
        for want, fitting in wants.items():
            if given_ in fitting:
                assert any(admits(case, values) for case in cases[want]), (want, values)


@settings(max_examples=150, deadline=None)
@given(SOURCES, SOURCES)
def test_an_edge_that_is_said_to_be_shadowed_is_never_taken(first: str, second: str) -> None:
    one, other = tree_of(first), tree_of(second)
    assert one is not None
    assert other is not None
    try:
        is_shadowed = not met(met(ANY_CASE, READER.read(one).cases("not true")), READER.read(other).cases("true"))
    except TooManyCases:
        return
    if is_shadowed:
        assert not any(outcome(first, values) is not True and outcome(second, values) for values in worlds())
