"""What has to hold of a field beyond its kind: said once, for the reader and for JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Literal, TypeAlias

from msgspec import Struct

JsonSchema: TypeAlias = dict[str, Any]


class Bound(Struct, frozen=True, eq=False):
    """In an `Annotated` field, after its shape."""

    holds: Callable[[Any], bool]
    """Of what was read."""
    fault: str
    """What is wrong otherwise, to follow the name of the field."""
    advice: str
    """What to write instead."""
    kind: Literal["array", "object", "string", "integer"]
    """The one of JSON Schema's types that is bounded, where the field may be of several."""
    says: JsonSchema

    def json_schema(self, inner: JsonSchema) -> JsonSchema:
        schema = deepcopy(inner)
        for part in (schema, *schema.get("anyOf", ())):
            types = part.get("type", ())
            if self.kind in ([types] if isinstance(types, str) else types):
                part.update(self.says)
        return schema


def _has_words(read: Any) -> bool:
    """Of a file, only the path is known here, which has to be written as well."""
    return bool((read.value if hasattr(read, "value") else read.scalar.text).strip())


def _is_positive(read: Any) -> bool:
    return bool(read.value > 0)


FILLED_TEXT = Bound(_has_words, "is empty", "Write some text", "string", {"minLength": 1})
FILLED_LIST = Bound(bool, "is empty", "Write at least one", "array", {"minItems": 1})
FILLED_MAPPING = Bound(bool, "is empty", "Write at least one", "object", {"minProperties": 1})
FROM_ONE = Bound(_is_positive, "has to be 1 or more", "Write a whole number from 1 on", "integer", {"minimum": 1})
LONGER_THAN_ZERO = Bound(
    _is_positive,
    "has to be longer than 0s",
    "Write how long, as in `8s`",
    "string",
    {"pattern": r"^(?=.*[1-9])([0-9]+(\.[0-9]{1,3})?(ms|s|m|h))+$"},
)
