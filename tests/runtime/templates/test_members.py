"""The strict modes of Handlebars: what may be missing, and where the error points."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_compiler.templates import lower, parse
from talkif_runtime.templates import RenderError, Strictness, load

_VALUES = {"name": "Ana", "order": {"id": 1, "note": None}, "list": [{"a": 1}]}


def render(text: str, strictness: Strictness, context: Any = _VALUES) -> str:
    return load(lower(parse(text)), strictness).render(context)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{name}} {{order.id}} {{list.0.a}} {{list.length}}", "Ana 1 1 1"),
        ("{{order.note}}|{{this.name}}|{{@root.name}}", "|Ana|Ana"),
        ("{{#if missing}}y{{else}}n{{/if}}{{#each missing}}{{else}}none{{/each}}", "nnone"),
        ("{{default order.missing 'x'}}{{upper missing}}", "x"),
        ("{{#each list}}{{a}}{{@index}}{{../name}}{{/each}}", "10Ana"),
        ("{{#each list as |one|}}{{one.a}}{{one.b}}{{/each}}", "1"),
    ],
)
def test_strict_allows(text: str, expected: str) -> None:
    assert render(text, "strict") == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hi {{missing}}", '"missing" not defined in [object Object] (line 1, column 4)'),
        ("\n\n  {{order.missing}}", '"missing" not defined in [object Object] (line 3, column 3)'),
        ("{{missing.deeper}}", '"deeper" not defined in undefined (line 1, column 1)'),
        ("{{order.note.x}}", '"x" not defined in null (line 1, column 1)'),
        ("{{#missing}}{{/missing}}", '"missing" not defined in [object Object] (line 1, column 1)'),
        ("{{^missing}}{{/missing}}", '"missing" not defined in [object Object] (line 1, column 1)'),
        ("{{#if missing.deeper}}{{/if}}", '"deeper" is read from nothing (line 1, column 1)'),
        ("{{@missing}}", '"missing" not defined in [object Object] (line 1, column 1)'),
        ("{{../name}}", '"name" not defined in undefined (line 1, column 1)'),
    ],
)
def test_strict_refuses(text: str, message: str) -> None:
    with pytest.raises(RenderError) as refused:
        render(text, "strict")
    assert str(refused.value) == message


def test_objects_are_assumed() -> None:
    assert render("{{missing}}|{{order.missing}}|{{#missing}}{{else}}n{{/missing}}", "objects") == "||n"
    with pytest.raises(RenderError, match='"deeper" is read from nothing'):
        render("{{missing.deeper}}", "objects")
    with pytest.raises(RenderError, match='"name" is read from nothing'):
        render("{{name}}", "objects", None)
