from __future__ import annotations

import pytest

from talkif_schemas.artifact import EndNode, HoursNode, Opening, Window
from tests.runtime.session.flows import END, Conversation, flow, on


@pytest.mark.parametrize(
    ("now", "zone", "way"),
    [
        ("2026-03-02T09:00:00+00:00", "account", "open"),
        ("2026-03-02T08:59:00+00:00", "account", "closed"),
        ("2026-03-02T09:00:00+00:00", "contact", "closed"),
        ("2026-03-02T14:30:00+00:00", "contact", "open"),
    ],
)
def test_the_way_goes_by_the_clock_of_the_account_or_of_the_contact(now: str, zone: str, way: str) -> None:
    office = Opening(timezone=zone, windows=(Window(days=(1, 2, 3, 4, 5), opens="09:00", closes="17:00"),))
    nodes = {
        "now": HoursNode(type="hours", opening=office, edges=on(open="end", closed="later")),
        "end": END,
        "later": EndNode(type="end"),
    }
    call = Conversation(flow("now", nodes), now=now, contact={"timezone": "America/New_York"})
    assert call.reasons[0] == way
