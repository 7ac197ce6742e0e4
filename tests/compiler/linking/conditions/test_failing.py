"""What has to have a value so that an expression does not fail; None where it may fail all the same."""

from __future__ import annotations

import pytest

from talkif_compiler.linking.conditions.failing import succeeding
from talkif_compiler.linking.conditions.questions import Asked
from talkif_compiler.linking.conditions.syntaxes import Syntaxes
from talkif_compiler.scope import Scope
from talkif_schemas.types import InputSpec, TypeSpec

ITEM = TypeSpec(type="object", properties={"id": TypeSpec(type="string")})
SCOPE = Scope(
    {
        "p": InputSpec(type="string"),
        "digits": InputSpec(type="string", pattern="[0-9]{4}"),
        "count": InputSpec(type="enum", values=("3", "12")),
        "sure": InputSpec(type="boolean"),
        "l": InputSpec(type="list", items=TypeSpec(type="string")),
        "items": InputSpec(type="list", items=ITEM),
        "o": InputSpec(type="object"),
    },
    {"n": TypeSpec(type="number"), "i": TypeSpec(type="integer"), "day": TypeSpec(type="date")},
)
FOO = ("call", "metadata", "foo")


def asked(source: str, asked_before: Asked | None = None, expected: TypeSpec | None = None) -> object:
    return succeeding(source, SCOPE, Syntaxes(SCOPE, [source]), asked_before or Asked(), expected)


@pytest.mark.parametrize(
    "source",
    [
        "'a/b [c]'",
        "vars.n + 1.0",
        "vars.n / 2",
        "vars.n / -0.5",
        "vars.i % 7",
        "vars.n != 0 ? 1.0 / vars.n : 0.0",
        "vars.i > 0 ? 10 / vars.i : 0",
        "!(vars.i == 0) && 10 / vars.i > 2",
        "vars.i <= 0 || 10 / vars.i > 2",
        "size(inputs.l) > 0 ? vars.n / double(size(inputs.l)) : 0.0",
        "vars.n / double(inputs.count)",
        "size(inputs.l) > 5 ? inputs.l[5] : ''",
        "inputs.l.size() >= 2 ? inputs.l[1] : ''",
        "size(inputs.l) == 1 && inputs.l[0] == 'a'",
        "size(inputs.l) == 0 ? '' : inputs.l[0]",
        "vars.i >= 0 && vars.i < size(inputs.l) ? inputs.l[vars.i] : ''",
        "['a', 'b'][1]",
        "['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'][timestamp(system.now).getDayOfWeek()]",
        "has(call.metadata.foo) ? call.metadata.foo : 'x'",
        "has(call.metadata.foo) && call.metadata.foo == 'x'",
        "has(call.metadata)",
        "has(inputs.o.k) ? inputs.o['k'] : 'x'",
        "'k' in inputs.o ? inputs.o['k'] : 'x'",
        "int('12')",
        "double(vars.i)",
        "int(vars.n)",
        "int(inputs.digits)",
        "int(inputs.count)",
        "inputs.p.matches('^[0-9]+$') ? int(inputs.p) : 0",
        "inputs.p in ['1', '2'] ? int(inputs.p) : 0",
        "timestamp(call.startedAt) < timestamp(system.now)",
        "timestamp(vars.day + 'T00:00:00Z')",
        "duration('90s')",
        "duration(string(vars.i) + 'h')",
        "string(vars.n)",
        "last.result.total",
        "inputs.items.exists(x, x.id == 'a')",
        "int(last.result.total)",
    ],
)
def test_it_cannot_fail(source: str) -> None:
    assert asked(source) == frozenset()


@pytest.mark.parametrize(
    "source",
    [
        "1 / 0",
        "vars.i % 0",
        "10 / vars.i",
        "vars.i > -1 ? 10 / vars.i : 0",
        "vars.n / double(size(inputs.l))",
        "inputs.l[5]",
        "size(inputs.l) > 4 ? inputs.l[5] : ''",
        "size(inputs.l) > 0 || inputs.l[0] == 'a'",
        "inputs.l[vars.i]",
        "inputs.items[0].id",
        "inputs.items.filter(x, x.id == 'a')[0]",
        "['a', 'b'][2]",
        "['a', 'b'][vars.i]",
        "int(inputs.p)",
        "double('x')",
        "bool(inputs.p)",
        "timestamp(inputs.p)",
        "timestamp(vars.day)",
        "timestamp(inputs.p + 'T00:00:00Z')",
        "has(inputs.p) ? int(inputs.p) : 0",
        "inputs.p in ['1', 'x'] ? int(inputs.p) : 0",
    ],
)
def test_it_may_fail(source: str) -> None:
    assert asked(source) is None


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("call.metadata.foo", {FOO}),
        ("call.metadata['foo']", {FOO}),
        ("contact.customFields.tier", {("contact", "customFields", "tier")}),
        ("call.metadata.foo + inputs.o.k", {FOO, ("inputs", "o", "k")}),
        ("has(call.metadata.foo.bar)", {FOO}),
        ("inputs.sure ? call.metadata.foo : 'x'", {FOO}),
        ("has(call.metadata.bar) ? call.metadata.foo : 'x'", {FOO}),
    ],
)
def test_what_may_be_lacking(source: str, names: set[tuple[str, ...]]) -> None:
    assert asked(source) == names


PLAN = TypeSpec(type="enum", values=("1", "2", "3"))
CODE = TypeSpec(type="string", pattern="[0-9]{4}")


@pytest.mark.parametrize(
    ("source", "expected", "fits"),
    [
        ("inputs.p", PLAN, False),
        ("inputs.count", PLAN, False),
        ("inputs.count == '3' ? inputs.count : '1'", PLAN, True),
        ("inputs.count != '12' ? inputs.count : '1'", PLAN, True),
        ("inputs.p in ['1', '2'] ? inputs.p : '3'", PLAN, True),
        ("inputs.p in ['1', 'x'] ? inputs.p : '3'", PLAN, False),
        ("last.result.plan", PLAN, True),
        ("'1'", PLAN, True),
        ("inputs.p", CODE, False),
        ("inputs.digits", CODE, True),
        ("inputs.p.matches('^[0-9]{4}$') ? inputs.p : '0000'", CODE, True),
        ("inputs.p", TypeSpec(type="date"), True),
    ],
)
def test_a_text_that_is_not_allowed_is_not_assigned(source: str, expected: TypeSpec, fits: bool) -> None:
    assert asked(source, expected=expected) == (frozenset() if fits else None)


@pytest.mark.parametrize(
    ("source", "before"),
    [
        ("inputs.l[vars.i - 1]", Asked(lists=frozenset({("inputs", "l")}))),
        ("inputs.items.filter(x, x.id == 'a')[0].id", Asked(lists=frozenset({("inputs", "items")}))),
        ("10 / vars.i", Asked(values=frozenset({("vars", "i")}))),
        ("int(inputs.p)", Asked(forms=frozenset({("inputs", "p")}))),
    ],
)
def test_what_the_flow_asks_elsewhere_counts(source: str, before: Asked) -> None:
    assert asked(source, asked_before=before) == frozenset()


def test_the_words_of_an_enum_may_be_asked_for_elsewhere() -> None:
    before = Asked(values=frozenset({("inputs", "p")}))
    assert asked("inputs.p", asked_before=before, expected=PLAN) == frozenset()
    # Of a pattern, only a match says enough.
    assert asked("inputs.p", asked_before=before, expected=CODE) is None
