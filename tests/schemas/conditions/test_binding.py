"""Values that are not of their declared type stop a condition, and say where."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_schemas.conditions import ConditionFailed
from tests.schemas.conditions.names import environment

_ENV = environment()


@pytest.mark.parametrize(
    ("source", "variables", "said"),
    [
        ("vars.total > 1", {"total": "many"}, "`vars.total` is not a number"),
        ("vars.total > 1", {"total": True}, "`vars.total` is not a number"),
        ("vars.total > 1", {"total": 10**400}, "`vars.total` is not a number of ordinary size"),
        ("vars.tries > 1", {"tries": 1.5}, "`vars.tries` is not a whole number"),
        ("vars.tries > 1", {"tries": 2**70}, "`vars.tries` is not a whole number"),
        ("vars.agreed", {"agreed": "yes"}, "`vars.agreed` is not true or false"),
        ("vars.city == ''", {"city": 5}, "`vars.city` is not text"),
        ("vars.order.total > 1", {"order": [1]}, "`vars.order` is not an object"),
        ("vars.order.total > 1", {"order": {"total": "x"}}, "`vars.order.total` is not a number"),
        ("size(vars.prices) > 1", {"prices": 5}, "`vars.prices` is not a list"),
        ("size(vars.prices) > 1", {"prices": [1, "x"]}, "`vars.prices[1]` is not a number"),
        ("size(vars.orders) > 1", {"orders": [{"count": "x"}]}, "`vars.orders[0].count` is not a number"),
        ("size(vars.prices) > 1", {"prices": [1] * 10_001}, "`vars.prices` has more than 10,000 members"),
    ],
)
def test_a_value_of_another_type(source: str, variables: dict[str, Any], said: str) -> None:
    with pytest.raises(ConditionFailed) as failed:
        _ENV.compile(source).evaluate({"vars": variables})
    assert str(failed.value) == said


def test_whole_numbers_may_be_written_as_floats() -> None:
    assert _ENV.compile("vars.tries + 1").evaluate({"vars": {"tries": 2.0}}) == 3


def test_only_what_is_read_has_to_be_right() -> None:
    assert _ENV.compile("vars.tries == 2").evaluate({"vars": {"tries": 2, "total": "broken"}}) is True


def test_fields_that_are_not_declared_are_left_out() -> None:
    order = {"total": 1.0, "surprise": [1]}
    assert _ENV.compile("vars.order").evaluate({"vars": {"order": order}}) == {"total": 1.0}


def test_any_value_comes_back_as_it_went_in() -> None:
    value = {"a": [1.5, None, True, "x", {}, []], "b": {"c": {"d": "é"}}}
    assert _ENV.compile("vars.anything").evaluate({"vars": {"anything": value}}) == value


def test_values_nested_without_end_are_refused() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ConditionFailed, match="nested too deeply"):
        _ENV.compile("vars.anything == null").evaluate({"vars": {"anything": value}})
