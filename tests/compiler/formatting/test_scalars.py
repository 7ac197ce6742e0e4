from __future__ import annotations

import pytest

from talkif_compiler.formatting.scalars import block, continued, quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [("'a'", '"a"'), ("''", '""'), ("'a''b'", '"a\'b"'), ("'\"'", "'\"'"), ("'\\'", "'\\'"), ("'a\tb'", "'a\tb'")],
)
def test_quotes_are_double_where_nothing_needs_an_escape(text: str, expected: str) -> None:
    assert quoted(text, "'") == expected


def test_an_escaped_space_at_the_end_of_a_line_stays() -> None:
    assert continued('"a\\   \n b"', 2, '"') == '"a\\ \n  b"'
    assert continued('"a\\\\   \n b"', 2, '"') == '"a\\\\\n  b"'


def test_spaces_that_are_content_of_a_block_scalar_stay() -> None:
    written = block("|\n    a  \n      \n    b\n  \n", 2, 0)
    assert written.text == "|\n  a  \n    \n  b"
    assert written.line_ends == "\n\n"


def test_a_block_scalar_of_blank_lines_is_empty_or_keeps_them() -> None:
    assert block("|\n    \n\n", 0, 0).text == "|"
    assert block("|+\n    \n\n", 0, 0).text == "|+\n\n"
