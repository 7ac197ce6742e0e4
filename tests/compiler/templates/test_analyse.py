"""Names and helpers of a template are checked against the flow, and what it reads is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from talkif_compiler.scope import Scope
from talkif_compiler.templates import TemplateSyntaxError, analyse, parse
from talkif_schemas.types import InputSpec, TypeSpec
from tests.compiler.templates.grammar import TEMPLATES

_ITEM = TypeSpec(type="object", properties={"name": TypeSpec(type="string"), "count": TypeSpec(type="integer")})
_SCOPE = Scope(
    inputs={"plan": InputSpec(type="enum", values=("free", "pro")), "city": InputSpec(type="string")},
    variables={
        "order": TypeSpec(
            type="object",
            properties={
                "total": TypeSpec(type="number"),
                "paid": TypeSpec(type="boolean"),
                "items": TypeSpec(type="list", items=_ITEM),
            },
        ),
        "tags": TypeSpec(type="list", items=TypeSpec(type="string")),
        "city": TypeSpec(type="string"),
        "phone": TypeSpec(type="phone"),
        "anything": TypeSpec(type="any"),
    },
    extra={"args": TypeSpec(type="object", properties={"id": TypeSpec(type="string")})},
)

_CITY, _PLAN = [("vars.city", True)], [("inputs.plan", True)]


def problems(text: str) -> list[tuple[str, str, str]]:
    """(rule, the text that is pointed at, message)."""
    return [
        (found.rule, text[found.start : found.end], found.message) for found in analyse(parse(text), _SCOPE).problems
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{order.total}} {{vars.order.total}} {{city}} {{inputs.city}} {{plan}} {{args.id}} {{@root.order.total}}",
        "{{contact.firstName}} {{contact.customFields.anything.at.all}} {{call.metadata.x}} {{last.result.deep}}",
        "{{#each order.items}}{{name}} {{count}} {{../order.total}} {{@index}} {{@last}}{{/each}}",
        "{{#each order.items as |item i|}}{{item.name}} {{i}} {{#each ../tags}}{{item.count}}{{/each}}{{/each}}",
        "{{#with order}}{{total}} {{../city}}{{#each items}}{{name}} {{../total}} {{../../city}}{{/each}}{{/with}}",
        "{{#order}}{{total}}{{/order}}{{#order.items}}{{name}}{{/order.items}}{{^tags}}none{{/tags}}",
        "{{#if order.paid}}{{order.total}}{{else if city}}{{city}}{{else}}{{plan}}{{/if}}",
        "{{anything.a.b.0.c}} {{#each anything}}{{x}} {{@key}}{{/each}}{{#with anything}}{{y}}{{/with}}",
        "{{phone}} {{phone phone}} {{tags.length}} {{tags.0}} {{order.items.0.name}} {{city.length}}",
        "{{money order.total}} {{money order.total 'EUR'}} {{plural order.items.length 'item' 'items'}}",
        "{{#eq plan 'pro'}}a{{else}}b{{/eq}} {{#if (and city (gt order.total 5))}}{{upper (default city 'x')}}{{/if}}",
        "{{list tags word='or'}} {{join tags ', '}} {{first tags}} {{upper (first tags)}} {{json order}}",
        "{{#*inline 'x'}}{{whatever}} {{@index}}{{/inline}}{{> x}}",
        "{{#with this}}{{city}}{{/with}}",
        "{{#if @partial-block}}{{> @partial-block}}{{/if}}",
    ],
)
def test_nothing_is_wrong(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "place", "message"),
    [
        ("{{order.totl}}", "undefined-variable", "order.totl", "there is no `totl` in `order`"),
        ("{{vars.nope}}", "undefined-variable", "vars.nope", "there is no `nope` in `vars`"),
        ("{{nope}}", "undefined-variable", "nope", "there is no `nope`"),
        ("{{contact.firstname}}", "undefined-variable", "contact.firstname", "there is no `firstname` in `contact`"),
        ("{{@root.nope}}", "undefined-variable", "@root.nope", "there is no `nope`"),
        ("{{#each order.items}}{{nam}}{{/each}}", "undefined-variable", "nam", "there is no `nam` in this object"),
        ("{{#each order.items}}{{city}}{{/each}}", "undefined-variable", "city", "there is no `city` in this object"),
        ("{{#each order.items as |i|}}{{i.nam}}{{/each}}", "undefined-variable", "i.nam", "there is no `nam` in `i`"),
        ("{{@index}}", "undefined-variable", "@index", "`@index` is only known inside `each`"),
        ("{{#each tags}}{{@indx}}{{/each}}", "undefined-variable", "@indx", "there is no `@indx`"),
        ("{{shout city}}", "unknown-helper", "shout", "there is no helper `shout`"),
        ("{{#shout city}}{{/shout}}", "unknown-helper", "shout", "there is no helper `shout`"),
        ("{{upper (shout city)}}", "unknown-helper", "shout", "there is no helper `shout`"),
        ("{{upper}}", "helper-arguments", "upper", "`upper` needs a value"),
        ("{{#if}}x{{/if}}", "helper-arguments", "if", "`if` needs a value"),
        ("{{upper city plan}}", "helper-arguments", "upper city plan", "`upper` takes 1 value, not 2"),
        ("{{default city}}", "helper-arguments", "default city", "`default` takes 2 values, not 1"),
        ("{{and city}}", "helper-arguments", "and city", "`and` takes 2 or more values, not 1"),
        (
            "{{money order.total 'EUR' 3}}",
            "helper-arguments",
            "money order.total 'EUR' 3",
            "`money` takes 1 to 2 values, not 3",
        ),
        ("{{upper city loud=true}}", "helper-arguments", "true", "`upper` has no option `loud`"),
        ("{{#upper city}}x{{/upper}}", "helper-arguments", "upper", "`upper` cannot open a block"),
        ("{{if city}}", "helper-arguments", "if", "`if` has to open a block"),
        ("{{upper (unless city)}}", "helper-arguments", "unless", "`unless` has to open a block"),
        ("{{@upper city}}", "unknown-helper", "@upper", "there is no helper `upper`"),
        ("{{each tags}}", "helper-arguments", "each", "`each` has to open a block"),
        ("{{#each city}}x{{/each}}", "template-type", "city", "`each` takes a list or an object, not a string"),
        ("{{upper tags}}", "template-type", "tags", "`upper` takes text or a number, not a list"),
        ("{{join city}}", "template-type", "city", "`join` takes a list, not a string"),
        ("{{number order.paid}}", "template-type", "order.paid", "`number` takes a number, not a boolean"),
        (
            "{{number order.total decimals=tags}}",
            "template-type",
            "tags",
            "`decimals` of `number` takes a number, not a list",
        ),
        ("{{order.total.x}}", "template-type", "order.total.x", "a number has no `x`"),
        ("{{tags.name}}", "template-type", "tags.name", "a list has no `name`"),
        ("{{#each tags}}{{name}}{{/each}}", "template-type", "name", "a string has no `name`"),
        ("{{../city}}", "parent-beyond-scope", "../city", "`../` leads out of the template: this is at the top"),
    ],
)
def test_something_is_wrong(text: str, rule: str, place: str, message: str) -> None:
    assert problems(text) == [(rule, place, message)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{order.totl}}", "Did you mean `total`?"),
        ("{{ctiy}}", "Did you mean `city`?"),
        ("{{uper city}}", "Did you mean `upper`?"),
        ("{{#each order.items}}{{city}}{{/each}}", "In here names belong to an object. Write `../city`."),
        ("{{#each order.items}}{{#with this}}{{order.total}}{{/with}}{{/each}}", "In here names belong to an object."),
        (
            "{{#*inline 'x'}}{{#with (upper a)}}{{city}}{{/with}}{{/inline}}",
            "In here names belong to a string. Write `@root.city`.",
        ),
        (
            "{{#with order}}{{#each items}}{{city}}{{/each}}{{/with}}",
            "In here names belong to an object. Write `../../city`.",
        ),
        ("{{default city “there”}}", 'Text has straight quotes: `"there"`.'),
    ],
)
def test_help(text: str, hint: str) -> None:
    assert analyse(parse(text), _SCOPE).problems[0].help.startswith(hint)


def test_independent_problems_come_together_in_order() -> None:
    text = "{{shout nope}} {{#each city}}{{x}}{{/each}} {{order.totl}}"
    assert [rule for rule, _, _ in problems(text)] == [
        "unknown-helper",
        "undefined-variable",
        "template-type",
        "undefined-variable",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{city}} {{plan}}", [("vars.city", False), ("inputs.plan", False)]),
        ("{{default city 'x'}}", [("vars.city", True)]),
        (
            "{{#if city}}{{city}}{{else}}{{city}}{{/if}}",
            [("vars.city", True), ("vars.city", True), ("vars.city", False)],
        ),
        ("{{#ifExists order}}{{order.total}}{{/ifExists}}", [("vars.order", True), ("vars.order.total", True)]),
        ("{{#if order.total}}{{order.paid}}{{/if}}", [("vars.order.total", True), ("vars.order.paid", False)]),
        (
            "{{#if (and city order)}}{{order.total}}{{/if}}",
            [("vars.city", True), ("vars.order", True), ("vars.order.total", True)],
        ),
        ("{{#each order.items}}{{name}} {{../city}}{{/each}}", [("vars.order.items", True), ("vars.city", False)]),
        ("{{#unless city}}{{city}}{{/unless}}", [("vars.city", True), ("vars.city", False)]),
        ("{{#unless city}}a{{else}}{{city}}{{/unless}}", [("vars.city", True), ("vars.city", True)]),
        ("{{upper (lower city)}}", [("vars.city", False)]),
        *(
            (opener + "{{city}}{{else}}{{plan}}" + closer, [*asked, ("vars.city", held), ("inputs.plan", failed)])
            for opener, closer, asked, held, failed in (
                ("{{#if (not city)}}", "{{/if}}", _CITY, False, False),
                ("{{#if (eq city 'a')}}", "{{/if}}", _CITY, True, False),
                ("{{#eq 'a' city}}", "{{/eq}}", _CITY, True, False),
                ("{{#eq city null}}", "{{/eq}}", _CITY, False, False),
                ("{{#ne city null}}", "{{/ne}}", _CITY, True, False),
                ("{{#ne city 'a'}}", "{{/ne}}", _CITY, False, False),
                ("{{#if (gt city 3)}}", "{{/if}}", _CITY, True, False),
                ("{{#lte city 3}}", "{{/lte}}", _CITY, True, False),
                ("{{#gt city plan}}", "{{/gt}}", [*_CITY, *_PLAN], True, False),
                ("{{#eq city plan}}", "{{/eq}}", [*_CITY, *_PLAN], False, False),
                ("{{#not plan}}", "{{/not}}", _PLAN, False, True),
                ("{{#if (not plan)}}", "{{/if}}", _PLAN, False, True),
                ("{{#if (not (not city))}}", "{{/if}}", _CITY, True, False),
                ("{{#unless (not city)}}", "{{/unless}}", _CITY, True, False),
                ("{{#unless (and city plan)}}", "{{/unless}}", [*_CITY, *_PLAN], False, True),
                ("{{#if (or city plan)}}", "{{/if}}", [*_CITY, *_PLAN], False, False),
                ("{{#if (or (not city) (not plan))}}", "{{/if}}", [*_CITY, *_PLAN], False, True),
                ("{{#if (or (eq city 'a') (eq city 'b'))}}", "{{/if}}", [*_CITY, *_CITY], True, False),
                ("{{#if (and (not plan) (ne city null))}}", "{{/if}}", [*_PLAN, *_CITY], True, False),
                ("{{#if (upper city)}}", "{{/if}}", _CITY, True, False),
                ("{{#if (eq (lower city) 'a')}}", "{{/if}}", [("vars.city", True)], True, False),
                ("{{#if (eq (lower city) '')}}", "{{/if}}", [("vars.city", True)], False, False),
                ("{{#if (default city 'a')}}", "{{/if}}", _CITY, False, False),
                # It is there, whatever the call gives.
                ("{{#if (ifExists (and city plan))}}", "{{/if}}", [*_CITY, *_PLAN], False, False),
                ("{{#if (ifExists city)}}", "{{/if}}", _CITY, True, False),
            )
        ),
        ("{{@root.city}}", [("vars.city", False)]),
    ],
)
def test_references(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(".".join(one.path), one.guarded) for one in analyse(parse(text), _SCOPE).references] == expected


def test_looking_for_similar_names_ends() -> None:
    text = "".join(f"{{{{nam{number}}}}}" for number in range(20_000))
    scope = Scope(inputs={}, variables={f"name{number}": TypeSpec(type="string") for number in range(100)})
    found = analyse(parse(text), scope).problems
    assert (len(found), bool(found[0].help), found[-1].help) == (20_000, True, "")


def test_many_proven_names_are_no_burden() -> None:
    proven = " ".join(f"anything.x{number}" for number in range(6_000))
    text = "{{#if (and " + proven + ")}}" + "{{anything.y}}" * 10_000 + "{{/if}}"
    assert [one.guarded for one in analyse(parse(text), _SCOPE).references].count(False) == 10_000


@settings(max_examples=300, deadline=None)
@given(TEMPLATES)
def test_any_template_can_be_checked_and_problems_are_where_they_say(text: str) -> None:
    try:
        parsed = parse(text)
    except TemplateSyntaxError:
        return
    names = analyse(parsed, _SCOPE)
    places = [(problem.start, problem.end) for problem in names.problems]
    places += [(reference.start, reference.end) for reference in names.references]
    for start, end in places:
        assert 0 <= start < end <= len(text)
        assert "{{" in text[:start]


def test_what_is_printed_is_known_with_its_type() -> None:
    text = (
        "{{city}} {{#each order.items}}{{count}} {{default ../order.total 0}}{{/each}}{{#if city}}{{/if}} {{json tags}}"
    )
    found = [(text[expr.start : expr.end], spec.type) for expr, spec in analyse(parse(text), _SCOPE).printed]
    assert found == [
        ("city", "string"),
        ("count", "integer"),
        ("default ../order.total 0", "number"),
        ("json tags", "string"),
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{order.zzz}}", "Known: `paid` (boolean), `items` (list) or `total` (number)."),
        ("{{inputs.zzz}}", "Known: `plan` (enum) or `city` (string)."),
        ("{{#each order.items}}{{zzz}}{{/each}}", "Known: `count` (integer) or `name` (string)."),
        (
            "{{zzz}}",
            "Known: `anything` (any), `plan` (enum), `tags` (list), `order` (object), `phone` (phone) "
            "or `city` (string).",
        ),
        ("{{city.zzz}}", ""),
        ("{{zzz city}}", ""),
    ],
)
def test_a_name_that_is_like_no_other_comes_with_those_that_are_there(text: str, hint: str) -> None:
    (found,) = analyse(parse(text), _SCOPE).problems
    assert found.help == hint
