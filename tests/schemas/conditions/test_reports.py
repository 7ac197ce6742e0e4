"""Mistakes are said in the words of the flow language, at the name or operator that is wrong."""

from __future__ import annotations

import pytest

from talkif_schemas.conditions import ConditionSyntaxError
from tests.schemas.conditions.names import environment

_ENV = environment()


def mistakes(source: str) -> list[tuple[str, str, str]]:
    """(kind, the text that is pointed at, message)."""
    with pytest.raises(ConditionSyntaxError) as refused:
        _ENV.compile(source)
    return [(problem.kind, source[problem.start : problem.end], problem.message) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("source", "kind", "place", "message"),
    [
        ("vars.order.totl > 5", "undefined", "totl", "there is no `totl` in `vars.order`"),
        ("'é' == vars.ctiy", "undefined", "ctiy", "there is no `ctiy` in `vars`"),
        ("vars.agreed\n  && vars.ctiy == ''", "undefined", "ctiy", "there is no `ctiy` in `vars`"),
        ("has(vars.ctiy)", "undefined", "ctiy", "there is no `ctiy` in `vars`"),
        ("vars.orders.exists(o, o.totl > 1)", "undefined", "totl", "there is no `totl` in `vars.orders`"),
        ("order.total.x > 5", "undefined", "order", "there is no `order`"),
        ("vars.nope.exists(c, c == 'a')", "undefined", "nope", "there is no `nope` in `vars`"),
        ("vars.city > 1", "type", ">", "`>` cannot take text and a whole number"),
        ("vars.tries == '5'", "type", "==", "`==` cannot take a whole number and text"),
        ("vars.agreed && vars.city", "type", "&&", "`&&` cannot take true or false and text"),
        ("!vars.tries", "type", "!", "`!` cannot take a whole number"),
        ("size(vars.tries)", "type", "size", "`size` cannot take a whole number"),
        ("vars.city.startsWith(1)", "type", "startsWith", "`startsWith` cannot take text and a whole number"),
        ("vars.tries in vars.tries", "type", "in", "`in` cannot take a whole number and a whole number"),
        ("vars.tries[0]", "type", "[", "a whole number has no members by index"),
        ("vars.total.x", "type", "x", "a number has no fields"),
        ("shout(vars.city)", "type", "shout", "there is no function `shout`"),
        ("vars.orders == null", "type", "==", "`==` cannot take a list and null"),
        (
            "vars.orders.exists(o, o.total)",
            "type",
            "exists",
            "the test of `exists` has to be true or false, and it is a number",
        ),
        ("vars.city.exists(c, true)", "type", "city", "this takes a list or an object, not text"),
        ("has(vars)", "type", "vars", "`has` takes a field, as in `has(vars.name)`"),
        ("vars.tries = 3", "syntax", "=", "`=` cannot stand here"),
        ("vars.tries == 3 and vars.agreed", "syntax", "and", "`and` cannot stand here"),
        ("not vars.agreed", "syntax", "not", "`not` cannot stand here"),
        ("vars.tries <> 2", "syntax", "<>", "`<>` cannot stand here"),
        ("vars.tries >", "syntax", ">", "the expression ends too early"),
        ("(vars.tries", "syntax", "tries", "`)` is missing"),
        ("vars.city == 'abc", "syntax", "'abc", "this text is not closed"),
        ("“a” == vars.city", "syntax", "“", "`“` cannot stand here"),
        ("if", "syntax", "if", "`if` is a reserved word"),
        ("", "syntax", "", "the expression ends too early"),
    ],
)
def test_a_mistake(source: str, kind: str, place: str, message: str) -> None:
    assert mistakes(source) == [(kind, place, message)]


def test_independent_mistakes_are_reported_together() -> None:
    assert [place for _, place, _ in mistakes("vars.city > 1 || vars.totl == 2")] == [">", "totl"]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("vars.tries = 3", "Write `==`."),
        ("vars.agreed or vars.agreed", "Write `||`."),
        ("vars.tries === 3", "Write `==`."),
        ("vars.tries => 3", "Write `>=`."),
        ("vars.city is null", "Write `==`."),
        ("vars.city == ‘Bern’", "Write `'`."),
        ("vars.city == “Bern”", 'Write `"`.'),
        ("len(vars.city) > 3", "Write `size`."),
        ("vars.city.length > 3", "Write `size(…)`."),
        ("vars.city.includes('B')", "Write `contains`."),
        ("vars.orders == null", "A list is never null. Write `size(…) == 0`."),
        ("vars.agreed ? 1 : 2.5", "Write the whole number with a decimal point, as in `500.0`."),
        ("vars.total == vars.city", "Turn one side into the other with `double(…)` or `string(…)`."),
    ],
)
def test_help(source: str, hint: str) -> None:
    with pytest.raises(ConditionSyntaxError) as refused:
        _ENV.compile(source)
    assert refused.value.problems[0].help == hint


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("timestamp(system.now) < vars.city", "`<` cannot take a moment and text", "Turn the text into a moment with"),
        ("duration('1h') > 3", "`>` cannot take a duration and a whole number", "Write the duration as in"),
        ("timestamp(system.now) + 1", "`+` cannot take a moment and a whole number", ""),
    ],
)
def test_moments_and_durations_have_names(source: str, message: str, hint: str) -> None:
    with pytest.raises(ConditionSyntaxError) as refused:
        environment().check(source)
    (problem,) = refused.value.problems
    assert problem.message == message
    assert problem.help.startswith(hint)
