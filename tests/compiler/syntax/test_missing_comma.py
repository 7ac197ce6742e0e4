"""Commas that are missing between the entries of `{...}` are found where they belong."""

from __future__ import annotations

import pytest

from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.missing_comma import missing_comma
from talkif_compiler.syntax.parse import parse


def repaired(text: str) -> tuple[str, str | None]:
    """The text with the fix, if there is one, and what helps."""
    _, (found,) = parse(SourceFile("a.yaml", text))
    assert found.help is not None
    for fix in found.fixes:
        (edit,) = fix.edits
        assert fix.applicability == "unsafe"
        return found.help, text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return found.help, None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a: {ask: x next: y}", "a: {ask: x, next: y}"),
        ('a: {ask: "x" next: y}', 'a: {ask: "x", next: y}'),
        ('a: {ask: "x"  "next": y}', 'a: {ask: "x", "next": y}'),
        ("a: [{on: done to: b}]", "a: [{on: done, to: b}]"),
        ("a: {next: [b] to: c}", "a: {next: [b], to: c}"),
    ],
)
def test_a_comma_is_put_before_the_key(text: str, whole: str) -> None:
    assert repaired(text)[1] == whole
    document, found = parse(SourceFile("a.yaml", whole))
    assert document is not None
    assert found == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a: {b: c, d: e\nf: {g: h}", "Close the brackets before `f`, or put a comma there."),
        ("a: [{b: c} {d: e}]", "Entries are separated by commas."),
    ],
)
def test_where_it_is_not_known_what_is_missing_nothing_is_changed(text: str, advice: str) -> None:
    assert repaired(text) == (advice, None)


def test_a_long_word_takes_no_long_time() -> None:
    text = "a: {b: " + "x" * 200_000 + ": y"
    assert missing_comma(SourceFile("a.yaml", text), text.rindex(":")) == ("A text with a colon needs quotes.", ())
