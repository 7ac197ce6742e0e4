"""Helpers that templates may call: their signatures, which the compiler checks and the runtime implements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Helper:
    """`most` is None when any number of arguments may follow. `block`: may open a block as well."""

    least: int
    most: int | None
    doc: str
    block: bool = False
    options: frozenset[str] = frozenset()
    """Names of hash arguments."""


def _helper(least: int, most: int | None, doc: str, *, block: bool = False, options: tuple[str, ...] = ()) -> Helper:
    return Helper(least, most, doc, block, frozenset(options))


#: Helpers of the Handlebars language itself. They open blocks, apart from `lookup` and `log`.
BUILT_IN: Mapping[str, Helper] = MappingProxyType(
    {
        "if": _helper(1, 1, "Render the block when the value is truthy.", block=True, options=("includeZero",)),
        "unless": _helper(1, 1, "Render the block when the value is falsy.", block=True, options=("includeZero",)),
        "each": _helper(1, 1, "Render the block for each member.", block=True),
        "with": _helper(1, 1, "Render the block with the value as context.", block=True),
        "lookup": _helper(2, 2, "The member of a list or object under a computed key."),
        "log": _helper(0, None, "Does nothing: templates have no side effects.", options=("level",)),
    }
)

#: Helpers of the flow language.
HELPERS: Mapping[str, Helper] = MappingProxyType(
    {
        "default": _helper(2, 2, "The value, or the fallback when it is missing, null or empty."),
        "ifExists": _helper(1, 1, "Whether a value is there and not empty.", block=True),
        "eq": _helper(2, 2, "Equal.", block=True),
        "ne": _helper(2, 2, "Not equal.", block=True),
        "gt": _helper(2, 2, "Greater than.", block=True),
        "gte": _helper(2, 2, "Greater than or equal.", block=True),
        "lt": _helper(2, 2, "Less than.", block=True),
        "lte": _helper(2, 2, "Less than or equal.", block=True),
        "and": _helper(2, None, "All are truthy.", block=True),
        "or": _helper(2, None, "One is truthy.", block=True),
        "not": _helper(1, 1, "Is falsy.", block=True),
        "upper": _helper(1, 1, "Capital letters."),
        "lower": _helper(1, 1, "Small letters."),
        "title": _helper(1, 1, "A capital letter for each word."),
        "date": _helper(1, 2, "A date as it is spoken: Monday, March 3. The second argument is a strftime pattern."),
        "time": _helper(1, 1, "A time as it is spoken: 2:30 PM."),
        "number": _helper(1, 1, "A number with thousands separators.", options=("decimals",)),
        "money": _helper(1, 2, "An amount with its currency: 12.50 dollars.", options=("currency",)),
        "phone": _helper(1, 1, "A phone number in groups of digits."),
        "spell": _helper(1, 1, "Each character by itself, for codes and names."),
        "list": _helper(1, 1, "Members as an enumeration: a, b and c.", options=("word",)),
        "join": _helper(1, 2, "Members with a separator between them."),
        "first": _helper(1, 1, "The first member of a list."),
        "last": _helper(1, 1, "The last member of a list."),
        "plural": _helper(3, 3, '`plural count "item" "items"`: the word that fits the count.'),
        "json": _helper(1, 1, "The value as JSON."),
    }
)

ALL: Mapping[str, Helper] = MappingProxyType({**BUILT_IN, **HELPERS})
