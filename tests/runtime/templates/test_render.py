"""Rendering: bare names, what values may do, and what a hostile template or value costs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.templates import TemplateSyntaxError, lower, parse
from talkif_runtime.templates import Limits, RenderError, Strictness, load
from talkif_schemas.template_ast import Template
from tests.compiler.templates.grammar import TEMPLATES


def render(text: str, context: Any, partials: dict[str, str] | None = None, limits: Limits | None = None) -> str:
    template = lower(parse(text), {name: parse(partial) for name, partial in (partials or {}).items()})
    return load(template).render(context, limits or Limits())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{city}}", "Bern"),
        ("{{plan}}", "pro"),
        ("{{inputs.city}} {{vars.city}}", "Basel Bern"),
        ("{{contact.firstName}}", "Ana"),
        ("{{unset}}|{{default unset 'none'}}", "|none"),
        ("{{#each tags}}{{city}}{{../city}}{{@root.city}} {{/each}}", "BernBern BernBern "),
        ("{{> p x=1}}", "Bern1"),
    ],
)
def test_bare_names_are_variables_then_inputs(text: str, expected: str) -> None:
    context = {
        "vars": {"city": "Bern", "tags": ["a", "b"], "unset": None},
        "inputs": {"city": "Basel", "plan": "pro"},
        "contact": {"firstName": "Ana"},
    }
    assert render(text, context, {"p": "{{city}}{{x}}"}) == expected


class Unsafe:
    """Not JSON, and it must not matter."""

    secret = "hunter2"

    def __call__(self) -> str:
        return self.secret


@pytest.mark.parametrize(
    "text",
    [
        "{{x.secret}}",
        "{{x.__class__}}",
        "{{x.__class__.__mro__}}",
        "{{x.__call__.__globals__}}",
        "{{lookup x 'secret'}}",
        "{{lookup x '__class__'}}",
        "{{text.__class__}}{{list.append}}{{list.__len__}}{{number.real}}{{object.keys}}{{object.items}}",
        "{{#with x}}{{secret}}{{/with}}",
        "{{#each x}}{{this}}{{/each}}",
        "{{[x') or (__import__('platform').node()) or ('x]}}",
    ],
)
def test_attributes_are_never_read_and_nothing_is_called(text: str) -> None:
    context = {"x": Unsafe(), "text": "t", "list": [1], "number": 1, "object": {"a": 1}}
    assert render(text, context) == ""


def test_a_value_that_is_no_json_is_an_object() -> None:
    assert render("{{x}}", {"x": Unsafe()}) == "[object Object]"


def test_speech_is_not_escaped() -> None:
    assert render("{{a}} & {{{a}}}", {"a": "<Tom & 'Jerry'>"}) == "<Tom & 'Jerry'> & <Tom & 'Jerry'>"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("{{#each @root.l}}" * 6 + "{{/each}}" * 6, "50,000 steps"),
        ("{{#each l}}{{@root.long}}{{/each}}", "200,000 characters"),
        ("{{#each l}}" + "x" * 10_000 + "{{/each}}", "200,000 characters"),
        ("{{#each l}}{{#each @root.l}}{{#if (upper @root.long)}}{{/if}}{{/each}}{{/each}}", "50,000 steps"),
        ("{{join l long}}", "200,000 characters"),
        ("{{#if (join l huge)}}x{{/if}}", "more than 1,000,000 characters"),
        ("{{> loop}}", "100 levels deep"),
        ("{{> grow}}", "100 levels deep"),
        ("{{> @partial-block}}", "outside of a partial"),
        ("{{> missing}}", "there is no partial 'missing'"),
        ("{{#> box}}{{> @partial-block}}{{/box}}", "outside of a partial"),
    ],
)
def test_a_rendering_is_bounded(text: str, limit: str) -> None:
    partials = {"loop": "{{> loop}}", "grow": "a\n    {{> grow}}\n", "box": "{{> @partial-block}}"}
    context = {"l": list(range(50)), "long": "x" * 20_000, "huge": "x" * 200_000}
    with pytest.raises(RenderError, match=limit):
        render(text, context, partials)


def test_indentation_counts_as_output() -> None:
    wide = {"lines": "x\n" * 1_000}
    with pytest.raises(RenderError, match="200,000 characters"):
        render(" " * 1_000 + "{{> lines}}\n", {}, wide)


@pytest.mark.parametrize(
    ("context", "expected"),
    [(None, "|"), ("text", "text|4"), (0, "0|"), (False, "false|"), ([1, [2]], "1,2|2"), ({}, "[object Object]|")],
)
def test_any_value_can_be_the_context(context: Any, expected: str) -> None:
    assert render("{{.}}|{{length}}", context) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a\n  {{join l long}}", "(line 2, column 3)"),
        ("é\n{{#each l}}\n\t{{#if .}}{{@root.long}}{{/if}}{{/each}}", "(line 3, column 11)"),
        ("{{> missing}}", "(line 1, column 1)"),
        ("\n{{> broken}}", "(line 3, column 2 of partial 'broken')"),
        ("{{#*inline 'x'}}\n{{> missing}}{{/inline}}{{> indirect}}", "(line 2, column 1)"),
        ("{{#> box}}\n  {{> missing}}{{/box}}", "(line 2, column 3)"),
    ],
)
def test_an_error_says_where_the_innermost_tag_is(text: str, place: str) -> None:
    partials = {"broken": "\n\n {{> missing}}", "indirect": "\n\n\n{{> x}}", "box": "\n\n{{> @partial-block}}"}
    context = {"l": list(range(1, 50)), "long": "x" * 20_000}
    with pytest.raises(RenderError) as refused:
        render(text, context, partials)
    assert str(refused.value).endswith(place)


def test_helpers_speak_the_language_of_the_flow_or_of_the_option() -> None:
    text = "{{date d}}, {{time t}}: {{money 2}}, {{money 2 language='en'}}, {{plural 0 'a' 'b' language=l}}"
    renderer = load(lower(parse(text)), language="de-DE")
    context = {"d": "2026-03-02", "t": "09:00", "l": "fr"}
    assert renderer.render(context) == "Montag, 2. März, 9 Uhr: 2 Dollar, 2 dollars, a"


@pytest.mark.parametrize(
    "inside",
    [
        "{{#*inline 'x'}}{{/inline}}" * 5_000,
        "{{> p @root.wide k=1}}",
        "{{> p " + " ".join(f"k{number}=1" for number in range(20_000)) + "}}",
        "{{#if (and " + "a " * 20_000 + ")}}{{/if}}",
        "{{#if (gt '" + "9" * 200_000 + "' 1)}}{{/if}}",
        "{{#if (lookup @root.wide @root.deep)}}{{/if}}",
        "{{phone @root.long}}{{#if (phone @root.deep)}}{{/if}}",
        "{{spell @root.long}}",
        "{{plural 1 '' '' language=@root.deep}}{{plural 1 '' '' language=@root.long}}",
        "{{#*inline @root.deep}}{{/inline}}",
    ],
    ids=range(10),
)
def test_what_a_step_does_is_bounded(inside: str) -> None:
    """Each of these takes minutes when a step may cost any amount of work."""
    text = "{{#each l}}{{#each @root.l}}{{#each @root.l}}" + inside + "{{/each}}{{/each}}{{/each}}"
    context = {
        "l": list(range(50)),
        "wide": {str(key): key for key in range(20_000)},
        "deep": [[""] * 500_000],
        "long": " " * 500_000,
    }
    with pytest.raises(RenderError, match="50,000 steps"):
        render(text, context, {"p": ""})


def test_values_nested_without_end_are_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for text in ("{{a}}", "{{json a}}", "{{#if (upper a)}}{{/if}}"):
        with pytest.raises(RenderError, match="nested too deeply"):
            render(text, {"a": deep})
    while deep:
        deep = deep[0]


def test_limits_can_be_chosen() -> None:
    assert render("{{a}}{{a}}", {"a": "xx"}, limits=Limits(output_chars=4, steps=2)) == "xxxx"
    with pytest.raises(RenderError, match="3 characters"):
        render("{{a}}{{a}}", {"a": "xx"}, limits=Limits(output_chars=3))
    with pytest.raises(RenderError, match="1 steps"):
        render("{{a}}{{a}}", {"a": "xx"}, limits=Limits(steps=1))


@pytest.mark.parametrize(
    "ops",
    [
        [5],
        [["nope"]],
        [["out"]],
        [["out", ["path"]]],
        [["out", ["call", "nope", [], {}]]],
        [[]],
        [["block", 1, 2, 3, 4]],
        [["out", ["lit", 1]]],
        [["out", ["path", 10**9, False, ["a"]], 1, 1]],
        [["out", ["path", "x", False, ["a"]], 1, 1]],
        [["out", ["path", 0, False, ["a"] * 61], 1, 1]],
        [["out", ["path", 0, False, [1]], 1, 1]],
        [["out", ["path", 0, True, []], 1, 1]],
        [["block", ["path", 0, False, ["a"]], [1], [], [], 1, 1]],
        [["partial", ["lit", "p"], None, {}, None, 5, 1, 1]],
    ],
    ids=range(15),
)
def test_ops_of_another_form_are_refused_when_they_are_loaded(ops: list[Any]) -> None:
    with pytest.raises(RenderError, match="not a checked template"):
        load(Template(source="", ops=ops))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{shout a}}", "there is no helper `shout`"),
        ("{{upper a a}}", "`upper` does not take 2 values"),
        ("{{#each a b}}{{/each}}", "`each` does not take 2 values"),
        ("{{upper a loud=true}}", "`upper` does not take the options loud"),
    ],
)
def test_calls_that_were_never_checked_are_refused_when_they_are_loaded(text: str, reason: str) -> None:
    with pytest.raises(RenderError, match=reason):
        load(lower(parse(text)))


def test_the_deepest_template_renders() -> None:
    text = "{{#if a}}" * 60 + "{{upper " + "(lower " * 30 + "a" + ")" * 30 + "}}" + "{{/if}}" * 60
    assert render(text, {"a": "x"}) == "X"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdxp"), inner, max_size=3),
    max_leaves=10,
)
_CONTEXTS = st.dictionaries(st.sampled_from(["a", "b", "items", "x", "vars", "inputs"]), _JSON, max_size=4)


@settings(max_examples=500, deadline=None)
@given(TEMPLATES, _CONTEXTS | _JSON, st.sampled_from(["off", "objects", "strict"]), st.sampled_from(["en", "fr-CA"]))
def test_any_template_on_any_values_ends_with_text_or_a_render_error(
    text: str, context: Any, strictness: Strictness, language: str
) -> None:
    limits = Limits(output_chars=5_000, steps=2_000, depth=30)
    error: RenderError | None = None
    try:
        template = lower(parse(text), {"p": parse("{{a}}{{> p}}{{#each items}}{{> p k=this}}{{/each}}")})
        assert len(load(template, strictness, language).render(context, limits)) <= limits.output_chars
    except TemplateSyntaxError:
        return
    except RenderError as refused:
        error = refused
    if error is not None and error.line and error.partial is None:
        assert text.split("\n")[error.line - 1].startswith("{{", error.column - 1)
