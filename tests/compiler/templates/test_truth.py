"""What an expression proves is so when the template is rendered, whatever the values are."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from talkif_compiler.templates import parse
from talkif_compiler.templates.lower import lower
from talkif_compiler.templates.nodes import Block, Expr
from talkif_compiler.templates.truth import present
from talkif_runtime.templates import load

NAMES = ("a", "b")
VALUES: tuple[Any, ...] = (None, "", "a", "3", 0, 3, False, True, [], ["a"], {})
LITERALS = ("'a'", "''", "3", "0", "null", "true", "false", "undefined")
ONE = ("not", "ifExists", "upper", "number", "spell", "first", "join", "json")
TWO = ("eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "default", "lookup")


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.builds("({} {})".format, st.sampled_from(ONE), inner)
    two = st.builds("({} {} {})".format, st.sampled_from(TWO), inner, inner)
    return one | two


EXPRESSIONS = st.recursive(st.sampled_from((*NAMES, *LITERALS)), calls, max_leaves=6)


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS)
def test_what_is_proven_is_there(source: str) -> None:
    template = parse(f"{{{{#if {source}}}}}yes{{{{else}}}}no{{{{/if}}}}")
    (block,) = template.body
    assert isinstance(block, Block)
    held, failed = (proven(block.expr, if_truthy=if_truthy) for if_truthy in (True, False))
    renderer = load(lower(template))
    for values in product(VALUES, repeat=len(NAMES)):
        given_values = dict(zip(NAMES, values, strict=True))
        promised = held if renderer.render({"vars": given_values}) == "yes" else failed
        assert not [name for name in promised if given_values[name] is None], (source, given_values)


def proven(expr: Expr, *, if_truthy: bool) -> set[str]:
    assert not isinstance(expr, str)
    (argument,) = expr.args  # type: ignore[union-attr]
    found = present(argument, lambda path: path.segments if path.segments[0] in NAMES else None, if_truthy=if_truthy)
    return {name for (name,) in found}
