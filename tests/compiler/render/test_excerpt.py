from __future__ import annotations

from rich.cells import cell_len

from talkif_compiler.render.excerpt import Mark, excerpt
from talkif_compiler.source import SourceFile, Span


def lines(text: str, *marks: tuple[int, int, str]) -> list[str]:
    """The first mark is the primary one."""
    source = SourceFile("a.yaml", text)
    made = [Mark(Span(source, start, end), label, index == 0) for index, (start, end, label) in enumerate(marks)]
    return [line.text for line in excerpt(source, made)]


def shown(text: str, start: int, end: int) -> list[str]:
    return lines(text, (start, end, ""))


def test_marks_stand_under_wide_characters_and_after_tabs() -> None:
    assert shown("日本\tx", 3, 4) == ["日本    x", "        ^"]
    assert shown("日本", 0, 2) == ["日本", "^^^^"]


def test_marks_that_combine_take_no_room() -> None:
    assert shown("e\u0301e\u0301 x", 5, 6) == ["e\u0301e\u0301 x", "   ^"]


def test_marks_stand_under_characters_that_are_named() -> None:
    assert shown("a\x1bbc", 2, 3) == ["a<U+001B>bc", "         ^"]


def test_a_place_over_several_lines_says_where_it_ends() -> None:
    assert shown("ab\ncd", 1, 5) == ["ab", " ^ to line 2"]
    assert shown("ab\n", 1, 3) == ["ab", " ^"]


def test_places_on_one_line_are_marked_one_below_the_other() -> None:
    assert lines("one two six", (4, 7, ""), (8, 11, "later"), (0, 3, "before")) == [
        "one two six",
        "    ^^^",
        "--- before",
        "        --- later",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    line, marks = shown("x" * 500 + "HERE" + "y" * 500, 500, 504)
    assert len(line) < 160
    assert line[marks.index("^") : marks.index("^") + 4] == "HERE"
    assert marks.count("^") == 4


def test_a_long_line_of_wide_characters_is_cut_between_them() -> None:
    line, marks = shown("日" * 500 + "HERE" + "本" * 500, 500, 504)
    assert cell_len(line) < 160
    assert marks.index("^") == cell_len(line[: line.index("HERE")])


def test_places_that_are_cut_away_are_marked_where_the_line_was_cut() -> None:
    text = "a" * 300 + "HERE" + "b" * 300
    line, primary, before, after = lines(text, (300, 304, ""), (0, 2, "left"), (600, 604, "right"))
    assert before == "--- left"
    assert after == " " * (len(line) - 3) + "--- right"
    assert primary.strip() == "^^^^"


def test_a_line_without_end_is_looked_at_only_around_the_place() -> None:
    line, marks = shown("\u0301" * 900_000 + "x", 900_000, 900_001)
    assert len(line) < 1_300
    assert marks.strip() == "^"


def test_an_empty_place_has_one_mark() -> None:
    assert shown("", 0, 0) == ["", "^"]
