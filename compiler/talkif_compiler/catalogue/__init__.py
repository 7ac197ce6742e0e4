"""Which vendors there are, and what is known of their models and voices: limits, prices, delays, languages, ends.

The tables are data of one day (`Table.as_of`), each fact with its source; vendors change them weekly. So a name that is
missing here is worth a warning, never an error, unless it is the vendor itself.
"""

from __future__ import annotations

from .entries import Gender, Kind, Model, Vendor, Voice
from .tables import KINDS, Table, table, vendor

__all__ = ["KINDS", "Gender", "Kind", "Model", "Table", "Vendor", "Voice", "table", "vendor"]
