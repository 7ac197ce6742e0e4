"""Which vendors there are, and what is known of their models and voices: limits, prices, delays, languages, ends.

The tables are data of one day (`Table.as_of`), each fact with its source. A name that is missing here is an error where
the vendor's list was complete on that day and the names are not the account's own, else at most a warning.
"""

from __future__ import annotations

from .entries import Gender, Kind, Model, Vendor, Voice
from .tables import KINDS, Table, table, vendor

__all__ = ["KINDS", "Gender", "Kind", "Model", "Table", "Vendor", "Voice", "table", "vendor"]
