"""An expression has to give what its place expects, and its mistakes come with help from the flow's own names."""

from __future__ import annotations

from typing import Literal

import pytest

from talkif_compiler.expressions import Checker, ExpressionErrors
from talkif_compiler.scope import Scope, TextProblem
from talkif_schemas.types import InputSpec, TypeSpec

_ORDER = TypeSpec(type="object", properties={"total": TypeSpec(type="number"), "lines": TypeSpec(type="integer")})
_SCOPE = Scope(
    inputs={"plan": InputSpec(type="enum", values=("free", "pro"))},
    variables={
        "order": _ORDER,
        "orders": TypeSpec(type="list", items=_ORDER),
        "city": TypeSpec(type="string"),
        "tags": TypeSpec(type="list", items=TypeSpec(type="string")),
        "anything": TypeSpec(type="any"),
    },
    extra={"value": TypeSpec(type="number")},
)
_CHECKER = Checker(_SCOPE)


def problem(source: str, expect: Literal["bool"] | TypeSpec | None = None) -> TextProblem:
    with pytest.raises(ExpressionErrors) as refused:
        _CHECKER.check(source, expect)
    (only,) = refused.value.problems
    return only


@pytest.mark.parametrize(
    ("source", "rule", "hint"),
    [
        ("vars.order.totl > 5", "undefined-variable", "Did you mean `vars.order.total`?"),
        ("vars.orders.exists(o, o.totl > 5)", "undefined-variable", "Did you mean `vars.orders.total`?"),
        ("contact.firstname == ''", "undefined-variable", "Did you mean `contact.firstName`?"),
        ("conact.firstName == ''", "undefined-variable", "Did you mean `contact`?"),
        ("order.total > 5", "undefined-variable", "Write `vars.order`."),
        ("plan == 'pro'", "undefined-variable", "Write `inputs.plan`."),
        ("vars.city > 5", "condition-type", "Turn one side into the other"),
        ("vars.city = 'Bern'", "condition-syntax", "Write `==`."),
        ("inputs.plan == pro", "undefined-variable", "Write `'pro'`."),
        ("vars.city == None", "undefined-variable", "Write `null`."),
    ],
)
def test_a_mistake_comes_with_help(source: str, rule: str, hint: str) -> None:
    found = problem(source)
    assert found.rule == rule
    assert found.help.startswith(hint)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("vars.city", "a condition has to be true or false, and this is text"),
        ("inputs.plan", "a condition has to be true or false, and this is text"),
        ("vars.order.lines + 1", "a condition has to be true or false, and this is a whole number"),
        ("vars.tags", "a condition has to be true or false, and this is a list with text in it"),
        ("vars.order", "a condition has to be true or false, and this is an object"),
    ],
)
def test_a_condition_is_true_or_false(source: str, message: str) -> None:
    found = problem(source, "bool")
    assert (found.rule, found.message) == ("condition-type", message)
    assert (found.start, found.end) == (0, len(source))


@pytest.mark.parametrize(
    ("source", "variable"),
    [
        ("vars.order.lines", "number"),
        ("vars.order.total > 5", "boolean"),
        ("vars.city", "enum"),
        ("inputs.plan", "string"),
        ("vars.anything", "object"),
        ("null", "string"),
        ("vars.order", "object"),
    ],
)
def test_an_assignment_that_fits(
    source: str, variable: Literal["number", "boolean", "enum", "string", "object"]
) -> None:
    _CHECKER.check(source, TypeSpec(type=variable))


@pytest.mark.parametrize(
    ("source", "variable", "message"),
    [
        ("vars.city", TypeSpec(type="number"), "the variable is a number, and this is text"),
        ("vars.order.total", TypeSpec(type="integer"), "the variable is a whole number, and this is a number"),
        ("vars.order", TypeSpec(type="string"), "the variable is text, and this is an object"),
        ("true", TypeSpec(type="date"), "the variable is text of type date, and this is true or false"),
        (
            "vars.tags",
            TypeSpec(type="list", items=TypeSpec(type="number")),
            "the variable is a list with a number in it, and this is a list with text in it",
        ),
    ],
)
def test_an_assignment_that_does_not_fit(source: str, variable: TypeSpec, message: str) -> None:
    assert problem(source, variable).message == message


def test_what_an_expression_reads() -> None:
    source = "has(vars.order) && vars.order.total > value || contact.firstName == 'vars.city'"
    found = _CHECKER.check(source, "bool").references
    assert [(reference.path, source[reference.start : reference.end], reference.guarded) for reference in found] == [
        (("vars", "order"), "vars.order", True),
        (("vars", "order", "total"), "vars.order.total", True),
        (("value",), "value", False),
        (("contact", "firstName"), "contact.firstName", False),
    ]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("result.body.due", "Write `last.result`."),
        ("firstName == 'Ana'", "Write `contact.firstName`."),
        ("id == '1'", "Did you mean `call.id` or `campaign.id`?"),
        (
            "vars.zzz > 5",
            "Known: `anything` (any), `orders` (list), `tags` (list), `order` (object) or `city` (string).",
        ),
        ("vars.order.zzz > 5", "Known: `lines` (integer) or `total` (number)."),
        ("inputs.zzz > 5", "Known: `plan` (enum)."),
        (
            "zzz > 5",
            "Known: `vars.anything` (any), `inputs.plan` (enum), `vars.orders` (list), `vars.tags` (list), "
            "`vars.order` (object) or `vars.city` (string).",
        ),
    ],
)
def test_a_name_that_is_like_no_other_comes_with_those_that_are_there(source: str, hint: str) -> None:
    found = problem(source)
    assert (found.rule, found.help) == ("undefined-variable", hint)


def test_where_nothing_is_declared_it_says_so() -> None:
    with pytest.raises(ExpressionErrors) as refused:
        Checker(Scope(inputs={}, variables={})).check("vars.zzz > 5")
    assert refused.value.problems[0].help == "There are none."


def test_a_condition_is_no_template() -> None:
    with pytest.raises(ExpressionErrors) as refused:
        _CHECKER.check("{{inputs.plan}} == 'pro'", "bool")
    assert refused.value.problems[0].help.startswith("This is CEL, not a template")


@pytest.mark.parametrize(
    ("source", "slip"),
    [
        ("vars.city = 'Bern'", ("=", "==")),
        ("vars.city === 'Bern'", ("===", "==")),
        ("size(vars.tags) > 0 and size(vars.tags) < 9", ("and", "&&")),
        ("inputs.plan == 'pro' && len(vars.tags) > 0", ("len", "size")),
        ("vars.city == None", ("None", "null")),
        # `if: not vars.done` would become a tag of YAML, and the source may stand in quotes.
        ("not (vars.city == 'Bern')", None),
        ("vars.city == “Bern”", None),
        ("inputs.plan == pro", None),
    ],
)
def test_a_sign_of_another_language_is_a_slip_where_it_can_be_put_right(
    source: str, slip: tuple[str, str] | None
) -> None:
    assert problem(source).slip == slip
