"""Those who wait for vendors leave places for the rest."""

from __future__ import annotations

import pytest

from talkif_api.kit.bulkhead import Bulkhead
from talkif_schemas.errors import Unavailable


def test_a_place_is_taken_and_given_back() -> None:
    bulkhead = Bulkhead(2)
    with bulkhead.place(), bulkhead.place(), pytest.raises(Unavailable), bulkhead.place():
        pytest.fail("there were two places")
    with pytest.raises(KeyError), bulkhead.place():
        raise KeyError
    with bulkhead.place(), bulkhead.place():
        pass
