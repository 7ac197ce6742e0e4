"""Rows that are written together: whatever a file repeats, each row counts once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkif_api.contacts.batch import CHUNK_CHARS, CHUNK_ROWS, Batch, next_batch
from talkif_api.contacts.columns import Columns
from talkif_api.contacts.records import Record
from talkif_api.contacts.rows import Reading
from talkif_schemas.resources.contact_imports import DuplicateKey, DuplicateStrategy

READING = Reading(Columns({}, [], {}), {}, "US", ())
PHONES = st.sampled_from([None, "+14155551234", "(415) 555-1234", "+14155559999", "no number"])
IDS = st.sampled_from([None, "a", "b"])


@given(
    st.lists(st.tuples(PHONES, IDS, st.sampled_from(["A", "B"])), max_size=12),
    st.sampled_from(["skip", "update", "create"]),
    st.sampled_from(["phone", "externalId"]),
)
def test_each_row_counts_once_and_none_is_there_twice(
    rows: list[tuple[str | None, str | None, str]], strategy: DuplicateStrategy, key: DuplicateKey
) -> None:
    batch = Batch(strategy, key)
    for number, (phone, external_id, name) in enumerate(rows, 1):
        batch.add(Record(number, {"phone": phone, "externalId": external_id, "firstName": name}), READING)
    assert batch.read == len(rows) == len(batch.rows) + batch.skipped + batch.merged + batch.failed
    external_ids = [row.values["external_id"] for row in batch.rows if row.values["external_id"]]
    assert len(set(external_ids)) == len(external_ids)
    phones = [row.values["phone"] for row in batch.rows if row.values["phone"]]
    assert strategy == "create" or key != "phone" or len(set(phones)) == len(phones)


def test_a_later_row_is_put_over_an_earlier_one() -> None:
    batch = Batch("update", "phone")
    first = {"phone": "+14155551234", "firstName": "A", "timezone": "Europe/Paris", "tags": "x", "seats": "1"}
    second = {"phone": "415 555 1234", "lastName": "B", "tags": "y;x", "colour": "red"}
    for number, values in enumerate((first, second), 1):
        batch.add(Record(number, values), READING)
    (row,) = batch.rows
    assert (row.values["first_name"], row.values["last_name"], row.values["timezone"]) == ("A", "B", "Europe/Paris")
    assert (row.tags, row.custom_fields) == (["x", "y"], {"seats": "1", "colour": "red"})


def test_a_batch_is_bounded() -> None:
    records = iter([Record(number, {"firstName": "A"}) for number in range(1, CHUNK_ROWS + 3)])
    batches = [next_batch(records, READING, "skip", "phone") for _ in range(3)]
    assert [(batch.read, batch.is_last) for batch in batches] == [(CHUNK_ROWS, False), (2, True), (0, True)]


def test_a_batch_of_large_rows_has_fewer() -> None:
    rows = [Record(number, {"firstName": "A"}, chars=CHUNK_CHARS // 4) for number in range(1, 7)]
    records = iter(rows)
    batches = [next_batch(records, READING, "skip", "phone") for _ in range(2)]
    assert [(batch.read, batch.is_last) for batch in batches] == [(4, False), (2, True)]
