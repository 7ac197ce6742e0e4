from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.wire.sse import EventReader

STREAM = b": hello\r\nevent: message\r\nid: 1\r\ndata: one\r\n\r\nid: 2\ndata:\n\ndata:two\ndata: 2\n\n\n\ndata: cut"


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_events_are_the_same_however_they_arrive(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    reader = EventReader()
    found = [event for start, end in itertools.pairwise(places) for event in reader.push(STREAM[start:end])]
    assert found == [b"one", b"", b"two\n2"]
