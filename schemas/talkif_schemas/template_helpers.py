"""Helpers that templates may call: their signatures, which the compiler checks and the runtime implements."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from msgspec import Struct, field

from .types import TEXT_TYPES, TypeName

Kind: TypeAlias = Literal["any", "scalar", "number", "date", "time", "list", "sequence", "members"]
"""What a helper can do something with."""

Result: TypeAlias = TypeName | Literal["same", "member"]
"""A type, or the type of the first argument, or that of its members."""

#: Kind -> the types that it takes, besides `any`. Keypad input is text, so text may say a number.
ACCEPTS: Mapping[Kind, frozenset[TypeName]] = MappingProxyType(
    {
        "any": TEXT_TYPES | {"number", "integer", "boolean", "object", "list"},
        "scalar": TEXT_TYPES | {"number", "integer", "boolean"},
        "number": frozenset({"number", "integer", "string", "enum"}),
        "date": frozenset({"date", "string"}),
        "time": frozenset({"time", "string"}),
        "list": frozenset({"list"}),
        "sequence": TEXT_TYPES | {"list"},
        "members": frozenset({"list", "object"}),
    }
)


class Helper(Struct, frozen=True):
    takes: tuple[Kind, ...]
    gives: Result
    doc: str
    least: int
    """Count of arguments that must be there."""
    repeats: bool = False
    """Any number of arguments may follow, of the last kind."""
    opens_block: bool = False
    """`{{#name …}}` renders its body when the result is truthy, unless the language says otherwise."""
    needs_block: bool = False
    """It cannot stand in a tag of its own."""
    options: Mapping[str, Kind] = field(default_factory=dict)
    """Hash arguments."""

    def kind_of(self, position: int) -> Kind | None:
        """What the argument at this position has to be; None when there may be none."""
        if position < len(self.takes):
            return self.takes[position]
        return self.takes[-1] if self.repeats else None


def _value(doc: str, *takes: Kind, gives: Result = "string", least: int | None = None, **options: Kind) -> Helper:
    return Helper(takes, gives, doc, len(takes) if least is None else least, options=options)


def _spoken(doc: str, *takes: Kind, least: int | None = None, **options: Kind) -> Helper:
    """Says the value in the flow's language, or in the one of the option."""
    least = len(takes) if least is None else least
    return Helper(takes, "string", doc, least, options={**options, "language": "scalar"})


def _test(doc: str, *takes: Kind, repeats: bool = False) -> Helper:
    return Helper(takes, "boolean", doc, len(takes), repeats, opens_block=True)


def _block(doc: str, kind: Kind, **options: Kind) -> Helper:
    return Helper((kind,), "boolean", doc, 1, opens_block=True, needs_block=True, options=options)


#: Helpers of Handlebars itself that only open blocks.
BLOCK_HELPERS: Mapping[str, Helper] = MappingProxyType(
    {
        "if": _block("Renders the block when the value is truthy.", "any", includeZero="scalar"),
        "unless": _block("Renders the block when the value is falsy.", "any", includeZero="scalar"),
        "each": _block("Renders the block for each member.", "members"),
        "with": _block("Renders the block with the value as context.", "any"),
    }
)

HELPERS: Mapping[str, Helper] = MappingProxyType(
    {
        **BLOCK_HELPERS,
        "lookup": _value("The member of a list or object under a computed key.", "any", "scalar", gives="any"),
        "log": Helper(("any",), "string", "Prints nothing.", 1, repeats=True, options={"level": "scalar"}),
        "default": _value("The value, or the fallback when it is missing, null or empty.", "any", "any", gives="same"),
        "ifExists": _test("Whether a value is there and not empty.", "any"),
        "eq": _test("Equal.", "any", "any"),
        "ne": _test("Not equal.", "any", "any"),
        "gt": _test("Greater than.", "scalar", "scalar"),
        "gte": _test("Greater than or equal.", "scalar", "scalar"),
        "lt": _test("Less than.", "scalar", "scalar"),
        "lte": _test("Less than or equal.", "scalar", "scalar"),
        "and": _test("All are truthy.", "any", "any", repeats=True),
        "or": Helper(("any", "any"), "any", "The first that is truthy.", 2, repeats=True, opens_block=True),
        "not": _test("Is falsy.", "any"),
        "upper": _value("Capital letters.", "scalar"),
        "lower": _value("Small letters.", "scalar"),
        "title": _value("A capital letter for each word.", "scalar"),
        "date": _spoken("A date as it is said: Monday, March 3. Or a strftime pattern.", "date", "scalar", least=1),
        "time": _spoken("A time as it is said: 2:30 PM.", "time"),
        "number": _spoken("A number with thousands separators.", "number", decimals="number"),
        "money": _spoken("An amount: 12.50 dollars.", "number", "scalar", least=1, currency="scalar"),
        "phone": _value("A phone number, digit by digit in groups.", "scalar"),
        "spell": _spoken("Each character by itself.", "scalar"),
        "list": _spoken("Members as an enumeration: a, b and c.", "list", word="scalar"),
        "join": _value("Members with a separator between them.", "list", "scalar", least=1),
        "first": _value("The first member of a list.", "sequence", gives="member"),
        "last": _value("The last member of a list.", "sequence", gives="member"),
        "plural": _spoken('The word that fits a count: plural count "item" "items".', "number", "scalar", "scalar"),
        "json": _value("The value as JSON.", "any"),
    }
)
