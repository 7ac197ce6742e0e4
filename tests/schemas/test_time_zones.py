"""A zone is a place of the IANA database, on every machine."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from talkif_schemas.time_zones import time_zones


def test_each_can_be_loaded() -> None:
    assert len(time_zones()) > 400
    assert all(ZoneInfo(name).key == name for name in time_zones())


@pytest.mark.parametrize("name", ["", "Factory", "localtime", "posix/Europe/Berlin", "right/Europe/Berlin"])
def test_what_names_no_place_is_none(name: str) -> None:
    assert name not in time_zones()
