"""The time zones that there are: the same everywhere, whatever the machine has installed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_NO_PLACE = frozenset({"Factory"})
"""What the IANA database has for machines whose place nobody has said."""


@cache
def time_zones() -> frozenset[str]:
    """Names of the IANA database, such as `Europe/Berlin`."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - _NO_PLACE
