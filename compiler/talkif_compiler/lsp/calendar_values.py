"""What may stand where opening hours are written: time zones, days, and the places whose holidays are known."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.time_zones import time_zones

from ..fields.opening_hours import DAYS, ZONES_OF_CALL, holiday_regions
from .cursor import Cursor
from .moment import Moment
from .offer import Offer


def zones(_moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    yield from (Offer(zone, "name", "known on the call") for zone in ZONES_OF_CALL)
    yield from (Offer(zone, "name", rank=1) for zone in sorted(time_zones()))


def regions(_moment: Moment, cursor: Cursor) -> Iterator[Offer]:
    """Countries; or, after a country and a hyphen, its parts."""
    country, hyphen, _ = cursor.source.text[cursor.start : cursor.offset].strip("\"'").partition("-")
    if hyphen:
        yield from (Offer(f"{country}-{part}", "name") for part in holiday_regions().get(country, ()))
    else:
        yield from (Offer(code, "name") for code in sorted(holiday_regions()) if len(code) == len("US"))


def days(_moment: Moment, _cursor: Cursor) -> Iterator[Offer]:
    yield from (Offer(name, "name") for name in (*DAYS, "mon-fri", "sat-sun"))
