"""The records of a file, however it is cut into pieces."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.contacts.records import MAX_LINE_CHARS, FileUnreadable, Record, read_records
from talkif_api.kit.formula import guarded
from talkif_schemas.resources.contact_imports import FileFormat

#: Without carriage returns alone, which end no line.
CELLS = st.text(st.characters(exclude_characters="\r\0", codec="utf-8") | st.sampled_from("'=+-1"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=10),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def read(data: bytes, file_format: FileFormat, size: int = 1_000_000) -> list[Record]:
    return list(read_records(pieces(data, size), file_format))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.integers(1, 50), st.sampled_from(",;\t"), st.booleans())
def test_csv_is_read_back(rows: list[tuple[str, str]], size: int, delimiter: str, has_mark: bool) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("first", "second"), *(map(guarded, row) for row in rows)])
    data = text.getvalue().encode("utf-8-sig" if has_mark else "utf-8")
    found = read(data, "csv", size)
    assert [(record.values["first"], record.values["second"]) for record in found] == rows
    assert [record.number for record in found] == list(range(1, len(rows) + 1))


@given(
    st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), max_size=5), st.integers(1, 50), st.booleans()
)
def test_json_is_read_back(rows: list[dict[str, object]], size: int, is_wide: bool) -> None:
    data = json.dumps(rows, indent=2 if is_wide else None).encode()
    assert [record.values for record in read(data, "json", size)] == rows
    lines = "\n".join(map(json.dumps, rows)).encode()
    assert [record.values for record in read(lines, "ndjson", size)] == rows


@given(st.binary(max_size=200), st.integers(1, 50), st.sampled_from(["csv", "json", "ndjson"]))
def test_any_bytes_are_read_or_refused(data: bytes, size: int, file_format: FileFormat) -> None:
    found: list[Record] = []
    with suppress(FileUnreadable):
        found.extend(read_records(pieces(data, size), file_format))
    assert [record.number for record in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("data", [b"[1, 2]", b'["a"]', b"[[1]]", b"[null]"])
def test_what_is_no_object_is_one_bad_row(data: bytes) -> None:
    for size in (1, 100):
        assert all(record.problem == "A JSON object expected" for record in read(data, "json", size))


def test_a_line_without_json_is_one_bad_row() -> None:
    first, second = read(b'{"a": \n{"a": 1}', "ndjson")
    assert (first.problem, second.values) == ("The line is not JSON", {"a": 1})


@pytest.mark.parametrize("file_format", ["csv", "json", "ndjson"])
def test_a_row_without_an_end_is_refused_before_it_fills_the_memory(file_format: FileFormat) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield b'[{"a": "' if file_format == "json" else b"a\n"
        while True:
            taken += 1
            yield b"x" * 100_000

    with pytest.raises(FileUnreadable):
        list(read_records(endless(), file_format))
    assert taken * 100_000 <= 2 * MAX_LINE_CHARS


@pytest.mark.parametrize("bad", ['"bad"q,x', "x" * 131_073 + ",y", "a\rb,c"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_of_one_line_that_cannot_be_read_stops_nothing(bad: str, end: str) -> None:
    data = end.join(["a,b", "1,2", bad, "3,4", bad]).encode()
    for size in (7, 1_000_000):
        first, second, third, fourth = read(data, "csv", size)
        assert (first.values, third.values) == ({"a": "1", "b": "2"}, {"a": "3", "b": "4"})
        for record, number in ((second, 2), (fourth, 4)):
            assert (record.number, record.values) == (number, {})
            assert (record.problem or "").startswith("The row cannot be read: ")


@pytest.mark.parametrize("rows", ['3,"4', '"3\n4,5\n6,"7\n8,9', '"3\n4"q,5\n6,7'])
def test_a_row_whose_end_nobody_knows_ends_the_file(rows: str) -> None:
    found = read_records(pieces(f"a,b\n1,2\n{rows}\n".encode(), 5), "csv")
    assert next(found).values == {"a": "1", "b": "2"}
    with pytest.raises(FileUnreadable, match="Row 2 cannot be read, nor where it ends"):
        next(found)


def test_a_header_that_cannot_be_read_is_said() -> None:
    with pytest.raises(FileUnreadable, match="The header cannot be read"):
        read(b'"a"b,c\n1,2\n', "csv")


@pytest.mark.parametrize("size", [1_000, 10_000_000])
@pytest.mark.parametrize(
    ("file_format", "data"),
    [
        ("csv", "a\n" + "x" * MAX_LINE_CHARS + "\n1\n"),
        ("csv", 'a\n"' + ("x" * 99_999 + "\n") * 11 + '"\n1\n'),
        ("ndjson", '{"a": "' + "x" * MAX_LINE_CHARS + '"}\n{}'),
        ("json", '[{"a": "' + "x" * MAX_LINE_CHARS + '"}, {}]'),
    ],
)
def test_rows_are_bounded_however_the_file_is_cut(file_format: FileFormat, data: str, size: int) -> None:
    with pytest.raises(FileUnreadable):
        read(data.encode(), file_format, size)


def test_how_much_of_the_file_a_row_was_is_known() -> None:
    assert [record.chars for record in read(b"a,b\n12,345\n", "csv")] == [5]
    assert [record.chars for record in read(b'{"a": 1}\n{}\n', "ndjson")] == [9, 3]
    assert [record.chars for record in read(b'[{"a": 1}, {}]', "json")] == [8, 2]


def test_what_an_export_guarded_is_bare_again() -> None:
    (record,) = read(b"a,b,c\n'=1,'quoted,it's\n", "csv")
    assert list(record.values.values()) == ["=1", "'quoted", "it's"]
