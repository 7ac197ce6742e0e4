"""When values of one type may stand where another is expected."""

from __future__ import annotations

from talkif_schemas import patterns
from talkif_schemas.types import TEXT_TYPES, TypeSpec


def fits(source: TypeSpec, target: TypeSpec) -> bool:
    """True when every value of `source` is also a value of `target`.

    Objects fit structurally: `source` needs every field that `target` names, and may have more.
    """
    if target.type == "any":
        return True
    if source.nullable and not target.nullable:
        return False
    return _kind_fits(source, target) and _limits_fit(source, target)


def _kind_fits(source: TypeSpec, target: TypeSpec) -> bool:
    if source.type == target.type:
        return True
    if target.type == "number":
        return source.type == "integer"
    return target.type == "string" and source.type in TEXT_TYPES


def _limits_fit(source: TypeSpec, target: TypeSpec) -> bool:
    if target.type == "enum":
        return set(source.values) <= set(target.values)
    if target.pattern is not None and target.pattern != source.pattern:
        return source.type == "enum" and all(matches(target.pattern, value) for value in source.values)
    if target.type == "list":
        return target.items is None or (source.items is not None and fits(source.items, target.items))
    if target.type == "object":
        return all(
            name in source.properties and fits(source.properties[name], wanted)
            for name, wanted in target.properties.items()
        )
    return True


def matches(pattern: str, text: str) -> bool:
    """Whether a text is what a declared pattern asks for. A pattern with a fault is a finding of its own."""
    return patterns.fault(pattern) is not None or patterns.is_match(pattern, text)
