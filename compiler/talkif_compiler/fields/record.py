"""Mappings of a flow as typed records, which know their places. Their annotations say what the fields are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from inspect import get_annotations
from types import NoneType
from typing import Annotated, Any, ClassVar, Final, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct

from ..source import Span
from ..syntax.document import Mapping, Scalar
from .problems import Problems

_NO_DEFAULT: Final = object()
T = TypeVar("T")


class Record:
    """Base of everything that is a mapping with known keys.

    The annotations of a subclass are its fields, and values in its body their defaults. A field whose key is a word of
    Python has an underscore after it. Records are made by `read_record`.
    """

    EXAMPLE: ClassVar[str | None] = None
    """How one is written, where authors tend to write something shorter."""

    mapping: Mapping
    """What it is read from; a record that is not written as a mapping has none."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name}: records are not changed")

    @property
    def span(self) -> Span:
        return self.mapping.span

    def read_fields(self) -> Iterable[Any]:
        """What was read, in the order of the fields; None where nothing is written and there is no default."""
        return self.__dict__.values()

    def keys_in(self, key: str) -> list[Scalar] | None:
        """The keys of the mapping that is written there, also when a value in it cannot be read.

        None when something else is written there; empty when nothing is.
        """
        written = self.mapping.entries.get(key)
        if written is None:
            return []
        if not isinstance(written.value, Mapping):
            return None
        return [entry.key for entry in written.value.entries.values()]

    def verify(self, problems: Problems) -> None:
        """Report what no single field can see. Called once all fields are read."""


AnyRecord = TypeVar("AnyRecord", bound=Record)


class RecordField(Struct, frozen=True):
    key: str
    name: str
    """In Python."""
    annotation: Any
    default: Any

    @property
    def is_required(self) -> bool:
        return self.default is _NO_DEFAULT

    @property
    def may_be_none(self) -> bool:
        annotation = self.annotation
        while get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        return NoneType in get_args(annotation)


def once_per_record(make: Callable[[type[AnyRecord]], T]) -> Callable[[type[AnyRecord]], T]:
    """`functools.cache`, of which mypy believes that it cannot take classes."""
    return cache(make)  # type: ignore[return-value]


@once_per_record
def fields_of(record: type[Record]) -> tuple[RecordField, ...]:
    """Those that it inherits first."""
    return tuple(
        RecordField(name.removesuffix("_"), name, annotation, _default(record, name))
        for name, annotation in get_type_hints(record, include_extras=True).items()
        if name != "mapping" and get_origin(annotation) is not ClassVar
    )


def _default(record: type[Record], name: str) -> Any:
    """A class that declares a field anew says anew whether it may be left out."""
    owner = next(base for base in record.__mro__ if name in get_annotations(base))
    return owner.__dict__.get(name, _NO_DEFAULT)
