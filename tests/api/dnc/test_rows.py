"""Rows of a bulk: each number once, in order, never shorter than a row asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.dnc.rows import Row, each_number_once, read_rows
from talkif_api.settings import Settings
from talkif_schemas.resources.dnc import MAX_BULK_ENTRIES, MAX_NOTE_CHARS

NOW = datetime(2027, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, tzinfo=UTC)

moments = st.none() | st.integers(1, 5).map(lambda days: NOW + timedelta(days=days))
rows = st.lists(
    st.builds(
        Row,
        phone_number=st.sampled_from(["+14155550100", "+14155550101", "+442079460123"]),
        reason=st.sampled_from(["legal", "imported"]),
        note=st.sampled_from(["a", "b"]),
        expires_at=moments,
    )
)


@given(rows)
def test_of_each_number_the_first_row_lasts_longest(given_rows: list[Row]) -> None:
    kept = each_number_once(given_rows)
    assert [row.phone_number for row in kept] == sorted({row.phone_number for row in given_rows})
    for row in kept:
        same = [other for other in given_rows if other.phone_number == row.phone_number]
        assert (row.reason, row.note) == (same[0].reason, same[0].note)
        assert (row.expires_at or LAST) == max(other.expires_at or LAST for other in same)


def test_the_largest_bulk_fits_into_a_body() -> None:
    entry = {
        "phoneNumber": "+49 (0) 30 1234 5678",
        "reason": "customer_request",
        "note": "n" * MAX_NOTE_CHARS,
        "expiresAt": "2027-12-31T23:59:59.999999+00:00",
    }
    body = orjson.dumps({"entries": [entry] * MAX_BULK_ENTRIES}, option=orjson.OPT_INDENT_2)
    assert len(body) <= Settings.max_body_bytes


def test_what_is_wrong_is_wrong_in_its_own_row() -> None:
    good = {"phoneNumber": "+14155550100", "reason": "legal"}
    read, problems = read_rows([good, {**good, "reason": 1}, None, good], NOW)
    assert [row.phone_number for row in read] == ["+14155550100"] * 2
    assert [(problem.index, problem.errors[0].field) for problem in problems] == [(1, "reason"), (2, "entry")]
