from __future__ import annotations

from talkif_compiler.render.excerpt import Mark, excerpt
from talkif_compiler.source import SourceFile, Span


def shown(text: str, start: int, end: int) -> list[str]:
    source = SourceFile("a.yaml", text)
    return [line.text for line in excerpt(source, [Mark(Span(source, start, end), "", True)])]


def test_marks_stand_under_wide_characters_and_after_tabs() -> None:
    assert shown("日本\tx", 3, 4) == ["日本    x", "        ^"]
    assert shown("日本", 0, 2) == ["日本", "^^^^"]


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert shown("ab\ncd", 1, 5) == ["ab", " ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    line, marks = shown("x" * 500 + "HERE" + "y" * 500, 500, 504)
    assert len(line) < 160
    assert line[marks.index("^") : marks.index("^") + 4] == "HERE"
    assert marks.count("^") == 4


def test_an_empty_place_has_one_mark() -> None:
    assert shown("", 0, 0) == ["", "^"]
