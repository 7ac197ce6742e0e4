"""Arbitrary templates for property tests: well-formed ones, and ones with a piece cut out."""

from __future__ import annotations

from hypothesis import strategies as st

_NAMES = st.sampled_from(
    [
        *(
            "a",
            "items",
            "b.c",
            "../d",
            "../../items",
            "this",
            ".",
            "@index",
            "@../key",
            "@root.a",
            "[x y]",
            "b.[é]",
            "p",
        ),
        *("items.0", "@partial-block", "./a", "vars", "''", "first", "[]"),
    ]
)
_LITERALS = st.sampled_from(['"text"', "'é \\' x'", "12", "-1.5", "true", "null"])
_HELPERS = st.sampled_from(
    [
        "upper",
        "default",
        "eq",
        "lookup",
        "join",
        "and",
        "json",
        "plural",
        "money",
        "first",
        "date",
        "phone",
        "spell",
        "list",
    ]
)


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, min_size=1, max_size=3).map(" ".join)
    options = st.sampled_from(["", " k=a", " currency='EUR'", " language=a"])
    return st.tuples(_HELPERS, arguments, options).map(lambda parts: f"({parts[0]} {parts[1]}{parts[2]})")


VALUES = st.recursive(_NAMES | _LITERALS, _calls, max_leaves=4)
_TEXTS = st.text(alphabet="ab \n\t\\{}é'\"", min_size=1, max_size=8)
_TILDES = st.sampled_from(["", "~"])
_OUTPUTS = st.tuples(_TILDES, VALUES, _TILDES).map(lambda parts: "{{" + "".join(parts) + "}}")
_OTHERS = st.sampled_from(
    [
        "{{! c }}",
        "{{!-- {{x}} --}}",
        "{{> p}}",
        "{{> p a k=1}}",
        "  {{> p}}\n",
        "{{{{raw}}}} {{x}} {{{{/raw}}}}",
        "{{{{if a}}}} {{{{b}}}} {{x}} {{{{/b}}}} {{{{/if}}}}",
        "{{> (lookup . 'p')}}",
        "{{else}}",
        "{{else if a}}",
        "{{^}}",
        "\\{{a}}",
        "\0",
        "{{&a}}",
    ]
)
_OPENERS = st.sampled_from(["if", "unless", "each", "with", "eq", "ifExists"])


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    bodies = st.lists(inner, max_size=3).map("".join)
    params = st.sampled_from(["", " as |a b|"])
    return (
        st.builds(_block, _OPENERS, VALUES, params, bodies, bodies)
        | st.builds(_section, st.sampled_from(["#", "^"]), bodies)
        | bodies.map(lambda body: '{{#*inline "p"}}' + body + "{{/inline}}")
        | bodies.map(lambda body: "{{#> p}}" + body + "{{> @partial-block}}{{/p}}")
    )


def _block(opener: str, value: str, params: str, body: str, inverse: str) -> str:
    return "{{#" + opener + " " + value + params + "}}" + body + "{{else}}" + inverse + "{{/" + opener + "}}"


def _section(sigil: str, body: str) -> str:
    return "{{" + sigil + "items}}" + body + "{{/items}}"


TEMPLATES = st.lists(st.recursive(_TEXTS | _OUTPUTS | _OTHERS, _blocks, max_leaves=8), max_size=4).map("".join)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A template with a slice missing."""
    text = draw(TEMPLATES)
    start = draw(st.integers(0, len(text)))
    return text[:start] + text[start + draw(st.integers(1, 6)) :]
