from __future__ import annotations

import pytest

from talkif_runtime.dialogue.state import State
from talkif_runtime.nodes.numbers import other_party, own_number, shown
from talkif_schemas.artifact import NumberRef


@pytest.mark.parametrize(("direction", "other", "own"), [("inbound", "+1", "+2"), ("outbound", "+2", "+1")])
def test_whose_number_is_whose_goes_by_the_direction(direction: str, other: str, own: str) -> None:
    state = State(call={"direction": direction, "from": "+1", "to": "+2"})
    assert (other_party(state), own_number(state)) == (other, own)


def test_the_journal_names_bound_numbers_and_does_not_tell_them() -> None:
    assert (shown(NumberRef(number="desk")), shown("+14155550123")) == ("desk", "+14155550123")
