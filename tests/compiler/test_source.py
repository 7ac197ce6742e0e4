from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.source import SourceFile, Span


def test_columns_count_code_points() -> None:
    source = SourceFile("a.yaml", "日本: 😀x\nb")
    assert source.position(5)[:2] == (1, 6)
    assert source.position(7)[:2] == (2, 1)


def test_line_ends_and_byte_order_marks_leave_no_trace() -> None:
    assert SourceFile("a.yaml", "\ufeffa\r\nb\rc\n").text == "a\nb\nc\n"


@given(st.text(alphabet="ab\n\r日", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_position_leads_back_to_its_text(text: str, first: int, second: int) -> None:
    source = SourceFile("a.yaml", text)
    start, end = sorted((min(first, len(source.text)), min(second, len(source.text))))
    span = Span(source, start, end)
    line, column, _ = span.start_position
    assert "\n".join(source.text.split("\n")[line - 1 :])[column - 1 :].startswith(span.text)
