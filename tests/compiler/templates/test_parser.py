"""Templates are parsed with exact places, and anything else is refused with one kind of error, quickly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.templates import ParsedTemplate, TemplateSyntaxError, parse
from talkif_compiler.templates.nodes import Block, Call, Expr, Inline, Literal, Output, Partial, Path, Statement, Text
from tests.compiler.templates.grammar import TEMPLATES, damaged


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Hi {{name", "{{", "this tag is not closed: `}}` is missing"),
        ("Hi {{{name}}", "{{", "this tag is not closed: `}}}` is missing"),
        ('{{upper "a}} b', "{{", "this tag is not closed: `}}` is missing"),
        ("a {{#if x}} b", "{{#if x}}", "`if` is opened here and never closed"),
        ("{{#if x}}{{#each y}}{{/if}}", "{{/if}}", "`each` is open, and `if` is closed"),
        ("a {{/if}}", "{{/if}}", "`if` is closed but was not opened"),
        ("{{else}}", "{{else}}", "`else` outside of a block"),
        ("{{#if x}}a{{else}}b{{else}}c{{/if}}", "{{else}}", "`if` has an `else` already"),
        ("{{}}", "{{}}", "something is missing before the end of this tag"),
        ("{{a b=}}", "{{a b=}}", "something is missing before the end of this tag"),
        ("{{upper name)}}", ")", "`)` cannot stand here"),
        ("{{a b=1 c}}", "c", "values without a name come before `name=value`"),
        ("{{a.b.this}}", "this", "`this` cannot stand here"),
        ("{{a, b}}", ",", "`,` cannot stand here"),
        ("{{#each x as ||}}{{/each}}", "|", "`|` cannot stand here"),
        ("{{> a b c}}", "c", "a partial takes one context"),
        ("{{*decorate}}", "*", "`*` cannot stand here"),
        ("{{!-- note }} x", "{{!--", "this comment is not closed: `--}}` is missing"),
        ("{{{{raw}}}} x", "{{{{raw}}}}", "this raw block is not closed: `{{{{/raw}}}}` is missing"),
        ("{{{{raw}}}} x {{{{/other}}}}", "{{{{/other}}}}", "`raw` is open, and `other` is closed"),
        ("{{{{raw}} x {{{{/raw}}}}", "{{", "this tag is not closed: `}}}}` is missing"),
        ("{{{{}}}} x {{{{/a}}}}", "{{{{}}}}", "something is missing before the end of this tag"),
        ("{{(upper a)}}", "(", "a tag starts with a name; write the call without its parentheses"),
        ("{{upper ((a) b)}}", "(a)", "only a name can be called"),
        ("{{@this}}", "@this", "a name is missing after `@`"),
        ("{{@.}}", "@.", "a name is missing after `@`"),
        ('{{upper wo"rd"}}', '"', '`"` cannot stand here'),
        ("{{#if a}}x{{/i f}}", "f", "`f` cannot stand here"),
        ("{{#each a as|x|}}{{/each}}", "|", "`|` cannot stand here"),
        ("{{#> p as |x|}}{{/p}}", "as |", "`as |` cannot stand here"),
        ("{{#*inline}}{{/inline}}", "{{#*inline}}", 'an inline partial is written `{{#*inline "name"}}`'),
        ("{{#> p}}{{else}}{{/p}}", "{{else}}", "`else` outside of a block"),
        ("a\0b {{x}}", "\0", "a NUL character cannot stand in a template"),
        ("a\ud800b {{x}}", "\ud800", "half of a character (a surrogate) cannot stand in a template"),
        ("\udfff", "\udfff", "half of a character (a surrogate) cannot stand in a template"),
        ("{{eq id 12345678901234567890}}", "12345678901234567890", "a number has at most 15 digits; write it as text"),
    ],
)
def test_a_mistake_is_reported_at_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError) as refused:
        parse(text)
    error = refused.value
    assert (text[error.start : error.end], error.message) == (place, message)


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("a {{#if x}} b", "{{/if}}"),
        ("{{#if x}}{{#each y}}{{/if}}", "{{/each}}"),
        ("{{#if x}}a{{else if y}}b{{/fi}}", "{{/if}}"),
        ("{{#> tone}}a", "{{/tone}}"),
        ("{{{{raw}}}} x {{{{/other}}}}", "{{{{/raw}}}}"),
        ("Hi {{name", None),
    ],
)
def test_a_block_that_is_not_closed_says_what_would_close_it(text: str, close: str | None) -> None:
    with pytest.raises(TemplateSyntaxError) as refused:
        parse(text)
    assert refused.value.help == (f"Write `{close}` where it ends." if close else None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 300_000, "the template is longer than 262,144 characters"),
        ("{{#if a}}" * 100, "more than 60 blocks inside each other"),
        ("{{#if a}}" + "{{else if a}}" * 100, "more than 60 blocks inside each other"),
        ("{{" + "a." * 60 + "a}}", "a path has at most 60 parts"),
        ("{{upper " + "../" * 60 + "a}}", "a path has at most 60 parts"),
        ("{{#each a as |" + "x " * 11 + "|}}{{/each}}", "a block has at most 10 block parameters"),
        ("{{a " + "(b " * 100 + "}}", "more than 30 parentheses inside each other"),
    ],
)
def test_size_and_depth_are_bounded(text: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=message):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 250_000,
        "{{" * 100_000,
        "{{{{" + "a" * 250_000,
        "{{!-- a }}" * 20_000,
        "{{! a }} " * 20_000,
        "x" + " " * 250_000 + "x{{! a }}" + " " * 1_000 + "x",
        "\\{{a}} " * 30_000,
        '{{"' + '\\"' * 100_000,
        "{{" + "[" * 100_000,
        "{{" + "a." * 100_000 + "a}}",
        "{{" + "../" * 80_000 + "a}}",
        "{{a}}" * 50_000,
        "{{{{a}}}}" * 28_000,
        "{{{{a}}}}" + "{{{{/b}}}}" * 25_000,
        "{{{{" * 60_000,
        "{{#if a}}\n" * 50 + "{{else if a}}\n" * 9 + "{{/if}}\n" * 50,
        "{{a" + " " * 250_000 + "}}",
        "{{#each a as |" + "x " * 120_000 + "|}}{{/each}}",
        "{{x " + "a=1 " * 60_000 + "}}",
        "{{x " + "1" * 250_000 + ".5}}",
        "\\" * 200_000 + "{{a}}",
    ],
    ids=range(21),
)
def test_hostile_text_ends(text: str) -> None:
    """Each of these takes hours when any step is quadratic."""
    parsed = parse_or_refuse(text)
    assert parsed is None or parsed.text == text


@settings(max_examples=500, deadline=None)
@given(TEMPLATES | damaged() | st.text(max_size=80))
def test_any_text_parses_or_is_refused_and_every_node_is_where_it_says(text: str) -> None:
    parsed = parse_or_refuse(text)
    for node in _nodes(parsed) if parsed is not None else ():
        _check_place(text[node.start : node.end], node)


def parse_or_refuse(text: str) -> ParsedTemplate | None:
    """None for a text that is refused as it should be."""
    try:
        return parse(text)
    except TemplateSyntaxError as error:
        place = (error.start, error.end)
    assert 0 <= place[0] <= place[1] <= len(text)
    return None


def test_places() -> None:
    text = 'Hi {{default contact.firstName "there"}}, {{#each order.items as |item|}}{{item.name}} {{/each}}{{../x}}'
    nodes = [node for node in _nodes(parse(text)) if not isinstance(node, Text)]
    assert [text[node.start : node.end] for node in nodes] == [
        '{{default contact.firstName "there"}}',
        'default contact.firstName "there"',
        "default",
        "contact.firstName",
        '"there"',
        "{{#each order.items as |item|}}{{item.name}} {{/each}}",
        "each order.items",
        "each",
        "order.items",
        "{{item.name}}",
        "item.name",
        "{{../x}}",
        "../x",
    ]


def _check_place(written: str, node: Statement | Expr) -> None:
    match node:
        case Text():
            assert written
        case Output() | Block() | Partial() | Inline():
            assert written.startswith("{{")
            assert written.endswith("}}")
        case Path(depth=depth, data=data, segments=segments):
            again = _argument(written)
            assert not isinstance(again, Path) or (again.depth, again.data, again.segments) == (depth, data, segments)
        case Literal(value=value):
            again = _argument(written)
            assert not isinstance(again, Literal) or again.value == value
        case Call(name=name):
            called = written.removeprefix("(").lstrip().removeprefix("@")
            assert name.explicit or called.strip("[\"'").startswith(name.segments[0])


def _argument(written: str) -> Expr:
    """What is written, read again as the argument of a helper."""
    (output,) = parse("{{x " + written + "}}").body
    assert isinstance(output, Output)
    assert isinstance(output.expr, Call)
    (argument,) = output.expr.args
    return argument


def _nodes(parsed: ParsedTemplate) -> Iterator[Statement | Expr]:
    for statement in parsed.body:
        yield from _below(statement)


def _below(node: Statement | Expr) -> Iterator[Statement | Expr]:
    yield node
    children: list[Statement | Expr] = []
    match node:
        case Output(expr=expr):
            children = [expr]
        case Block(expr=expr, body=body, inverse=inverse):
            children = [expr, *body, *inverse]
        case Partial(name=name, context=context, options=options, body=content):
            children = [name, *([context] if context else []), *(value for _, value in options), *(content or [])]
        case Inline(name=name, body=body):
            children = [name, *body]
        case Call(name=path, args=args, options=options):
            children = [path, *args, *(value for _, value in options)]
    for child in children:
        yield from _below(child)
