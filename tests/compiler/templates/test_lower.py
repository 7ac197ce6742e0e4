"""Equal templates have equal ops, whatever the machine, and only reachable partials travel with them."""

from __future__ import annotations

from hypothesis import given, settings

from talkif_compiler.templates import TemplateSyntaxError, lower, parse
from talkif_schemas.canonical import canonical_json
from tests.compiler.templates.grammar import TEMPLATES


def test_ops() -> None:
    text = (
        "Hi {{#each items as |i|}}{{i.name}}{{this.i}}{{! c }}, {{else}}none{{/each}}\n{{plural n 'a' \"b\" z=1 y=2}}"
    )
    assert lower(parse(text)).ops == [
        "Hi ",
        [
            "block",
            ["call", "each", [["path", 0, False, ["items"]]], {}],
            ["i"],
            [["out", ["param", "i", ["name"]], 1, 26], ["out", ["path", 0, False, ["i"]], 1, 36], ", "],
            ["none"],
            1,
            4,
        ],
        "\n",
        [
            "out",
            [
                "call",
                "plural",
                [["path", 0, False, ["n"]], ["lit", "a"], ["lit", "b"]],
                {"y": ["lit", 2], "z": ["lit", 1]},
            ],
            2,
            1,
        ],
    ]


def test_texts_never_follow_each_other() -> None:
    assert lower(parse("a{{! c }}b{{!-- d --}}\\{{x}}")).ops == ["ab{{x}}"]
    assert lower(parse("{{! only a note }}")).fixed == ""


def test_only_reachable_partials_are_kept() -> None:
    texts = {"a": "{{> b}}", "b": "b{{#if x}}{{> a}}{{/if}}", "c": "c", "d": "d"}
    partials = {name: parse(text) for name, text in texts.items()}
    assert list(lower(parse("{{#*inline 'x'}}{{> a}}{{/inline}}"), partials).partials) == ["a", "b"]
    assert list(lower(parse("{{#> c}}{{> d}}{{/c}}"), partials).partials) == ["c", "d"]
    assert list(lower(parse("{{> (lookup names 0)}}"), partials).partials) == ["a", "b", "c", "d"]
    assert lower(parse("{{> elsewhere}}"), partials).partials == {}


def test_the_deepest_template_is_still_json() -> None:
    text = "{{#if a}}" * 60 + "{{x " + "(b " * 30 + "c" + ")" * 30 + "}}" + "{{/if}}" * 60
    assert canonical_json(lower(parse(text)).model_dump(mode="json"))


@settings(max_examples=200, deadline=None)
@given(TEMPLATES)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    try:
        first = parse(text)
    except TemplateSyntaxError:
        return
    partials = {"p": parse("{{a}}")}
    once, again = (canonical_json(lower(one, partials).model_dump(mode="json")) for one in (first, parse(text)))
    assert once == again
