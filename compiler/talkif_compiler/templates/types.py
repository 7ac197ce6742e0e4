"""Types of the values in a template, as far as they are known before a call."""

from __future__ import annotations

from talkif_schemas.template_helpers import ACCEPTS, Helper, Kind
from talkif_schemas.types import TypeSpec, is_open

ANY = TypeSpec(type="any")
STRING = TypeSpec(type="string")
BOOLEAN = TypeSpec(type="boolean")
INTEGER = TypeSpec(type="integer")

_KIND_WORDS: dict[Kind, str] = {
    "any": "a value",
    "scalar": "text or a number",
    "number": "a number",
    "date": "a date",
    "time": "a time",
    "list": "a list",
    "sequence": "a list or text",
    "members": "a list or an object",
}


def type_of_literal(value: str | float | bool | None) -> TypeSpec:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int | float):
        return TypeSpec(type="number")
    return STRING if isinstance(value, str) else ANY


def type_of_item(spec: TypeSpec) -> TypeSpec:
    """Of the members of a list. The members of an object have many types."""
    return spec.items if spec.type == "list" and spec.items is not None else ANY


def type_of_member(spec: TypeSpec, segment: str) -> TypeSpec | None:
    """Of `value.segment`, None when there can be no such member."""
    if spec.type == "any" or is_open(spec):
        return ANY
    if spec.type == "object":
        return spec.properties.get(segment)
    if segment == "length" and (spec.type == "list" or is_text(spec)):
        return INTEGER
    if segment.isdigit() and (spec.type == "list" or is_text(spec)):
        return type_of_item(spec) if spec.type == "list" else STRING
    return None


def type_of_result(helper: Helper, first: TypeSpec) -> TypeSpec:
    """`first`: type of the first argument."""
    if helper.gives == "same":
        return first
    if helper.gives == "member":
        return STRING if is_text(first) else type_of_item(first)
    return TypeSpec(type=helper.gives)


def is_text(spec: TypeSpec) -> bool:
    return spec.type in ACCEPTS["sequence"] and spec.type != "list"


def accepts(kind: Kind, spec: TypeSpec) -> bool:
    return spec.type == "any" or spec.type in ACCEPTS[kind]


def kind_words(kind: Kind) -> str:
    return _KIND_WORDS[kind]


def type_words(spec: TypeSpec) -> str:
    """With its article: `a list`, `an enum`."""
    return f"{'an' if spec.type[0] in 'aeiou' else 'a'} {spec.type}"
