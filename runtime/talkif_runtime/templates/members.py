"""What a name means that leads nowhere: nothing, or in the strict modes of Handlebars an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from .limits import RenderError
from .values import MISSING, member, text_of

#: Reads one member of a value.
Member: TypeAlias = Callable[[Any, str], Any]
Strictness: TypeAlias = Literal["off", "objects", "strict"]


def _of_a_value(value: Any, name: str) -> Any:
    if value is MISSING or value is None:
        raise RenderError(f'"{name}" is read from nothing')
    return member(value, name)


def _that_exists(value: Any, name: str) -> Any:
    found = member(value, name)
    if found is MISSING:
        owner = "undefined" if value is MISSING else "null" if value is None else text_of(value)[:_MAX_OWNER_CHARS]
        raise RenderError(f'"{name}" not defined in {owner}')
    return found


_MAX_OWNER_CHARS = 50


@dataclass(frozen=True, slots=True)
class Mode:
    """How the members of a path are read, and in which language values are said."""

    head: Member
    """The last one, where the path is a tag's own name."""
    last: Member
    """The last one, where the path is an argument."""
    between: Member
    language: str = "en"


OPTIONAL = Mode(member, member, member)
#: `strict` and `assumeObjects` of handlebars.js: https://handlebarsjs.com/api-reference/compilation.html
MODES: Mapping[Strictness, Mode] = MappingProxyType(
    {
        "off": OPTIONAL,
        "objects": Mode(_of_a_value, _of_a_value, _of_a_value),
        "strict": Mode(_that_exists, _of_a_value, _of_a_value),
    }
)
