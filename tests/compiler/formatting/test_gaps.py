from __future__ import annotations

from talkif_compiler.formatting.gaps import with_lines


def gap(text: str, *, at_start: bool = False, at_end: bool = False) -> str:
    return with_lines(text, "  ", lambda column: column, at_start=at_start, at_end=at_end)


def test_blank_lines_are_one_at_most() -> None:
    assert gap("   \n\n\t\n\n ") == "\n\n  "
    assert gap("\n# a\n\n\n# b\n") == "\n# a\n\n# b\n  "


def test_a_comment_on_the_line_stands_two_spaces_away_or_as_far_as_it_did() -> None:
    assert gap(" # a\n") == "  # a\n  "
    assert gap("     # a  \n") == "     # a\n  "
    assert gap("\t# a\n") == "  # a\n  "


def test_the_file_begins_without_a_blank_line_and_ends_with_one_line_end() -> None:
    assert gap("\n\n# a\n\n", at_start=True) == "# a\n\n  "
    assert gap("\n\n# a\n\n", at_end=True) == "\n\n# a\n"
    assert gap("\n\n", at_end=True) == "\n"
