"""Conditions mean what an author expects of JSON values, and fail in one way only."""

from __future__ import annotations

import gc
import resource
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_schemas.conditions import MAX_SOURCE_CHARS, ConditionEnv, ConditionFailed, ConditionSyntaxError, tokenize
from talkif_schemas.types import TypeSpec
from tests.schemas.conditions.names import INPUTS, VALUES, VARIABLES, environment

_ENV = environment()


def evaluate(source: str, **changed: Any) -> Any:
    return _ENV.compile(source).evaluate({**VALUES, **changed})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("vars.order.total > 500.0 || inputs.plan == 'free'", True),
        ("vars.order.total > 500", True),
        ("500 < vars.order.total", True),
        ("vars.order.total == 600", True),
        ("vars.order.total != 600", False),
        ("vars.order.total * 2", 1200.0),
        ("2 * vars.order.total - 1", 1199.0),
        ("vars.tries / 2", 1),
        ("vars.tries / 2.0", 1.5),
        ("vars.tries + 1", 4),
        ("vars.tries % 2 == 1", True),
        ("vars.tries == 3.0", True),
        ("2.5 in vars.prices", True),
        ("1 in vars.prices", True),
        ("vars.prices + [4]", [1.0, 2.5, 4]),
        ("vars.order.status in ['paid', 'shipped']", True),
        ("'a' in vars.order.tags", True),
        ("'k' in vars.fields", True),
        ("vars.anything.list[1] * 2", 5.0),
        ("vars.orders.filter(o, o.total > 2)", [{"total": 2.5}]),
        ("vars.orders.exists(o, o.total == 1)", True),
        ("size(vars.orders) > 1 && contact.firstName == 'Ana' && contact.customFields.vip", True),
        ("vars.order.status == 'shipped' ? vars.tries : 0", 3),
        ("vars.mixed", [1.0, "a", None]),
        ("vars.order.status.matches('^s[a-z]+$')", True),
        ("timestamp('2026-01-02T00:00:00Z') - duration('24h')", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_reads_as_an_author_expects(source: str, expected: Any) -> None:
    assert evaluate(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("vars.city == null", True),
        ("vars.total == null", True),
        ("has(vars.total)", False),
        ("vars.total != null && vars.total > 5", False),
        ("vars.order == null", False),
        ("vars.order.address == null", True),
        ("null == vars.order.address", True),
        ("vars.order.address != null || vars.fields == null", False),
        ("(vars.fields != null) == true", True),
        ("has(vars.order.address)", False),
        ("vars.anything.none == null", True),
        ("contact.lastName == null", True),
        ("campaign.name == null", True),
        ("vars.city", None),
    ],
)
def test_what_is_not_set_is_null(source: str, expected: Any) -> None:
    assert evaluate(source) == expected


def test_an_object_that_was_never_set_is_null() -> None:
    assert evaluate("vars.order == null && vars.orders.size() == 0", vars={}) is True


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("vars.total > 5", "`>` cannot take null and a whole number"),
        ("vars.city.startsWith('a')", "`startsWith` cannot take null and text"),
        ("vars.fields.nope == 1", "there is no `nope` in the object"),
        ("1 / (vars.tries - 3) == 1", "division by zero"),
        ("vars.order.total / 0", "division by zero"),
        ("1.0 / 0.0", "not a finite number"),
        ("vars.order.status.matches('[')", "regular expression"),
        ("vars.anything.list.none == 1", "no object"),
        ("b'bytes'", "no value of a flow"),
        ("{1: 2}", "keys of an object are text"),
        (
            "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, "
            "[1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2].all(e, true)))))",
            "10,000 rounds",
        ),
    ],
)
def test_an_evaluation_fails_with_a_reason(source: str, said: str) -> None:
    with pytest.raises(ConditionFailed) as failed:
        evaluate(source)
    assert said in str(failed.value)


def test_names_of_one_place() -> None:
    assert evaluate("value > 3 && args.q == 'lamp'") is True
    with pytest.raises(ConditionFailed, match="`value` has no value"):
        evaluate("value > 3", value=None)


def test_the_type_of_an_expression_is_known() -> None:
    assert _ENV.compile("vars.order.total * 2").type.type == "number"
    assert _ENV.compile("vars.tries + 1").type.type == "integer"
    assert _ENV.compile("vars.order").type == VARIABLES["order"]
    items = _ENV.compile("[vars.city]").type.items
    assert items is not None
    assert items.type == "string"
    assert _ENV.compile("vars.anything").type.type == "any"


def test_fields_may_have_any_name_that_authors_choose() -> None:
    names = ("Clear", "first_name", "firstName", "class", "items", "message", "T_4vars")
    env = ConditionEnv({}, {name: TypeSpec(type="number") for name in names}, {})
    for name in names:
        assert env.compile(f"vars.{name} + 1").evaluate({"vars": {name: 1}}) == 2


def test_an_object_with_a_field_that_is_no_name_is_a_map() -> None:
    spec = TypeSpec(type="object", properties={"zip-code": TypeSpec(type="string"), "city": TypeSpec(type="string")})
    condition = ConditionEnv({}, {"place": spec}, {}).compile(
        "vars.place['zip-code'] == '8000' && vars.place.city != ''"
    )
    assert condition.evaluate({"vars": {"place": {"zip-code": "8000", "city": "Bern"}}}) is True


def test_long_and_deep_sources_are_refused() -> None:
    for source in ("true" + " " * MAX_SOURCE_CHARS, "(" * 900 + "1" + ")" * 900, "1" + "+1" * 900, "[" * 900):
        with pytest.raises(ConditionSyntaxError):
            _ENV.compile(source)


def test_environments_leave_nothing_behind() -> None:
    def make(count: int) -> None:
        for _ in range(count):
            ConditionEnv(INPUTS, VARIABLES, {}).compile("vars.order.total > 1").evaluate(VALUES)
        gc.collect()

    make(100)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    make(400)
    # 400 environments that stay alive take over 20 MiB.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 8 * 1024


_ALL = """vars order orders total tries has size exists map null true in timestamp matches value args q o x . ( ) [ ]
{ } && || ! == != < > + - * / % ? : , 1 2.5 'a' "b" ' \\ = $ é"""
_WORDS = st.sampled_from([" ", "\n", *(token.text for token in tokenize(_ALL))])


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(_WORDS, max_size=14).map(" ".join), st.lists(_WORDS, max_size=14).map("".join)
    )
)
def test_only_the_two_errors_come_out(source: str) -> None:
    try:
        _ENV.compile(source).evaluate(VALUES)
    except ConditionSyntaxError as error:
        for problem in error.problems:
            assert 0 <= problem.start <= problem.end <= len(source)
            assert "wrapper" not in problem.message
            assert "talkif." not in problem.message
    except ConditionFailed:
        pass


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_SOURCES = (
    "vars.order",
    "vars.orders.map(o, o.total)",
    "vars.anything",
    "vars.prices",
    "vars.tries + 1",
    "value",
    "vars",
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_SOURCES), st.dictionaries(st.sampled_from(sorted(VARIABLES)), _JSON), _JSON)
def test_values_of_any_shape_give_a_result_or_a_failure(source: str, variables: dict[str, Any], value: Any) -> None:
    condition = _ENV.compile(source)
    for vars_ in (variables, value):
        with suppress(ConditionFailed):
            condition.evaluate({"vars": vars_, "value": value})


@pytest.mark.parametrize(
    ("plain", "twin"),
    [
        ("vars.tries == 1", "vars.tries == 99999999999999999999"),
        ("vars.order.status == 'a'", "vars.order.status == '\\q'"),
        ("vars.order.status == 'a'", f"vars.order.status == '{'a' * MAX_SOURCE_CHARS}'"),
        ("vars.order.status == 'a'", "vars.order.status == 1"),
    ],
)
def test_what_differs_in_its_literals_alone_is_still_checked(plain: str, twin: str) -> None:
    env = environment()
    env.check(plain)
    with pytest.raises(ConditionSyntaxError):
        env.check(twin)


@given(
    st.lists(st.sampled_from(["1", "2.5", "'a'", "'free'", '"b"', "0", "7u", "vars.tries", "inputs.plan"]), min_size=3)
)
@settings(max_examples=15, deadline=None)
def test_a_check_does_not_depend_on_what_was_checked_before(literals: list[str]) -> None:
    sources = [f"vars.order.total == {one} || [{one}, {two}].size() > 0" for one, two in pairwise(literals)]
    env = environment()
    assert [_outcome(env, source) for source in sources] == [_outcome(environment(), source) for source in sources]


def _outcome(env: ConditionEnv, source: str) -> Any:
    try:
        return env.check(source)
    except ConditionSyntaxError as error:
        return error.problems


@pytest.mark.parametrize("source", ["vars.a == 1", "has(inputs.a)", "vars.a.b == 1"])
def test_a_flow_that_declares_nothing_has_no_names(source: str) -> None:
    with pytest.raises(ConditionSyntaxError) as refused:
        ConditionEnv({}, {}, {}).compile(source)
    assert {problem.kind for problem in refused.value.problems} == {"undefined"}


def test_what_is_given_beside_the_declared_names_does_no_harm() -> None:
    condition = ConditionEnv({}, {}, {}).compile("call.attempt == 1")
    assert condition.evaluate({"vars": {"a": 1}, "inputs": {"b": 2}, "call": {"attempt": 1}})
