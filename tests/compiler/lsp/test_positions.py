from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.lsp.positions import ClientPosition, Encoding, from_client, to_client
from talkif_compiler.source import SourceFile

ENCODINGS: tuple[Encoding, ...] = ("utf-16", "utf-8", "utf-32")


@pytest.mark.parametrize(("encoding", "units"), [("utf-16", 4), ("utf-8", 7), ("utf-32", 3)])
def test_characters_are_counted_as_the_client_does(encoding: Encoding, units: int) -> None:
    source = SourceFile("a", "é😀x = 1\r\nnext")
    assert to_client(source, 3, encoding) == ClientPosition(0, units)
    assert from_client(source, ClientPosition(0, units), encoding) == 3


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(line_end: str) -> None:
    source = SourceFile("a", f"one{line_end}two 😀 x{line_end}")
    offset = source.text.index("x")
    assert to_client(source, offset, "utf-16") == ClientPosition(1, 7)
    assert from_client(source, ClientPosition(1, 7), "utf-16") == offset


def test_line_separators_of_unicode_are_no_line_ends() -> None:
    source = SourceFile("a", "one\u2028two\x85three\nfour")
    assert to_client(source, source.text.index("four"), "utf-16") == ClientPosition(1, 0)


def test_places_that_are_not_there_are_the_nearest_before() -> None:
    source = SourceFile("a", "a😀b\nlast")
    assert from_client(source, ClientPosition(0, 2), "utf-16") == 1
    assert from_client(source, ClientPosition(0, 99), "utf-16") == 3
    assert from_client(source, ClientPosition(9, 0), "utf-16") == len(source.text)


@pytest.mark.parametrize(("encoding", "units"), [("utf-16", 1), ("utf-8", 3), ("utf-32", 1)])
def test_a_byte_order_mark_counts_for_the_client_alone(encoding: Encoding, units: int) -> None:
    source = SourceFile("a", "\ufeffab\nc")
    assert to_client(source, 0, encoding, has_mark=True) == ClientPosition(0, units)
    assert from_client(source, ClientPosition(0, units + 1), encoding, has_mark=True) == 1
    assert to_client(source, 3, encoding, has_mark=True) == ClientPosition(1, 0)


@given(st.text(alphabet="aé😀\n\r\u2028\ufeff ", max_size=40), st.sampled_from(ENCODINGS), st.data())
def test_there_and_back(text: str, encoding: Encoding, data: st.DataObject) -> None:
    source = SourceFile("a", text)
    offset = data.draw(st.integers(0, len(source.text)))
    assert from_client(source, to_client(source, offset, encoding), encoding) == offset
