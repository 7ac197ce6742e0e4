"""The words of a tag, as handlebars.js divides them."""

from __future__ import annotations

import pytest

from talkif_compiler.templates import TemplateSyntaxError
from talkif_compiler.templates.words import BLANKS, words


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a.b/c", ["id", "separator", "id", "separator", "id"]),
        ("../this .", ["up", "separator", "id", "here"]),
        ("a.1.b 1.5 -2", ["id", "separator", "id", "separator", "id", "number", "number"]),
        ("12=3", ["id", "equals", "number"]),
        ("each x as |y z|", ["id", "id", "params", "id", "id", "pipe"]),
        ("@root.[a b] 'c'", ["at", "id", "separator", "bracket", "string"]),
        ('(eq a "b")', ["open", "id", "id", "string", "close"]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [word.kind for word in words(text, 0, len(text))] == kinds


@pytest.mark.parametrize(
    ("text", "unquoted"),
    [
        (r'"a \"b\" \'c"', r'a "b" \'c'),
        (r"'it\'s'", "it's"),
        (r"[a\]b\\c\d]", r"a]b\c\d"),
        ("plain", "plain"),
    ],
)
def test_quotes_and_brackets_come_off(text: str, unquoted: str) -> None:
    assert [word.unquoted for word in words(text, 0, len(text))] == [unquoted]


@pytest.mark.parametrize(("text", "wrong"), [("a ,b", ","), ("ab%c", "%"), ("a\x1fb;", ";"), ('a"b"', '"'), ("!", "!")])
def test_the_character_that_is_wrong_is_named(text: str, wrong: str) -> None:
    with pytest.raises(TemplateSyntaxError) as refused:
        words(text, 0, len(text))
    assert text[refused.value.start : refused.value.end] == wrong


def test_blanks_are_those_of_javascript() -> None:
    assert words(BLANKS, 0, len(BLANKS)) == []
    # Blanks for Python alone are letters of a name.
    assert [word.text for word in words("a\x1cb\x85", 0, 4)] == ["a\x1cb\x85"]
