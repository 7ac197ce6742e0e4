"""Documents to records, by a plan that is made once per record from its annotations.

A value that cannot be read drops the record around it; all other records and fields are still read, and what was read
of the dropped record remains to be looked at for names, so one run reports everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from types import NoneType
from typing import Annotated, Any, Protocol, TypeAlias, get_args, get_origin, runtime_checkable

from msgspec import Struct

from ..diagnostics import Edit, Fix
from ..source import Span
from ..suggest import hint, nearest
from ..syntax.document import Entry, Mapping, Value
from ..syntax.torn_text import TornText, torn_texts
from .bounds import Bound
from .problems import Problems, Refused
from .record import AnyRecord, Record, fields_of, once_per_record

Reader: TypeAlias = Callable[[Value, Problems], Any]
"""Raises Refused once it has reported why."""


@runtime_checkable
class Shape(Protocol):
    """In an `Annotated` field: says how a value is read. The last one of a field counts."""

    def reader(self, annotated: Any) -> Reader:
        """`annotated`: the type that it stands with."""


class Leniency:
    """In an `Annotated` field: a value that cannot be read becomes None."""


class _Plan(Struct, frozen=True):
    """How a record is read."""

    fields: dict[str, tuple[str, Reader]]
    """Key -> name of the field, and how to read it."""
    required: frozenset[str]
    solid: frozenset[str]
    """Keys whose values cannot be None."""
    blank: dict[str, Any]
    """Every field by name: its default, or None."""


@once_per_record
def _plan(record: type[Record]) -> _Plan:
    fields = fields_of(record)
    return _Plan(
        {field.key: (field.name, reader_of(field.annotation, f"`{field.key}`")) for field in fields},
        frozenset(field.key for field in fields if field.is_required),
        frozenset(field.key for field in fields if not field.may_be_none),
        {field.name: None if field.is_required else field.default for field in fields},
    )


def reader_of(annotation: Any, label: str = "this", *, may_go: bool = False) -> Reader:
    """For a type as it stands in a record: a record, one with a shape, or either with `| None`.

    `label`: what findings call the value. `may_go`: whether it may be left out.
    """
    if get_origin(annotation) is Annotated:
        annotated, *marks = get_args(annotation)
        return _reader(annotated, marks, label, may_go=may_go)
    return _reader(annotation, (), label, may_go=may_go)


def _reader(annotated: Any, marks: Sequence[object], label: str, *, may_go: bool = False) -> Reader:
    if any(isinstance(mark, Leniency) for mark in marks):
        return partial(_read_or_none, reader_of(annotated, label, may_go=may_go))
    shapes = [mark for mark in marks if isinstance(mark, Shape)]
    if shapes:
        bounds = tuple(mark for mark in marks if isinstance(mark, Bound))
        reader = shapes[-1].reader(annotated)
        return _bounded(reader, bounds, label, f", or leave {label} out." if may_go else ".") if bounds else reader
    if isinstance(annotated, type) and issubclass(annotated, Record):
        return partial(read_record, annotated)
    (inner,) = (choice for choice in get_args(annotated) if choice is not NoneType)
    return reader_of(inner, label, may_go=True)


def _read_or_none(reader: Reader, value: Value, problems: Problems) -> Any:
    try:
        return reader(value, problems)
    except Refused:
        return None


def _bounded(reader: Reader, bounds: tuple[Bound, ...], label: str, end: str) -> Reader:
    """What is out of bounds is kept all the same, so that what surrounds it is looked at, too."""

    def read(value: Value, problems: Problems) -> Any:
        found = reader(value, problems)
        for bound in bounds:
            if not bound.holds(found):
                problems.report("wrong-type", f"{label} {bound.fault}", value.span, help=bound.advice + end)
        return found

    return read


def made(record: type[AnyRecord], fields: dict[str, Any]) -> AnyRecord:
    """A record that is not written as a mapping. `fields`: by name, already read."""
    new = record.__new__(record)
    object.__setattr__(new, "__dict__", _plan(record).blank | fields)
    return new


def read_record(record: type[AnyRecord], value: Value, problems: Problems) -> AnyRecord:
    """Raises Refused."""
    plan = _plan(record)
    if not isinstance(value, Mapping):
        keys = ", ".join(f"`{key}`" for key in list(plan.fields)[:6])
        problems.wrong_type(value, f"a mapping with {keys}", record.EXAMPLE and f"As in `{record.EXAMPLE}`.")
    fields: dict[str, Any] = {"mapping": value}
    is_whole = True
    is_known = plan.required <= value.entries.keys()
    for key, entry in value.entries.items():
        if key not in plan.fields:
            is_known = False
            continue
        name, reader = plan.fields[key]
        try:
            fields[name] = reader(entry.value, problems)
        except Refused:
            is_whole = False
    if not is_known:
        fields["mapping"], is_mended = _mend(record, value, fields, problems)
        is_whole = is_whole and is_mended
    new = made(record, fields)
    try:
        if not is_whole:
            raise Refused
        new.verify(problems)
    except Refused:
        problems.remains.append(new)
        raise
    return new


def read_remains(guess: type[Record], base: type[Record], value: Mapping, problems: Problems) -> None:
    """What can be read of a mapping of which only the base of its record is known.

    Of keys that only the guess has, nothing that cannot be read is reported.
    """
    fields: dict[str, Any] = {"mapping": value}
    aside = Problems()
    for key, (name, reader) in _plan(guess).fields.items():
        if key in value.entries:
            with suppress(Refused):
                fields[name] = reader(value.entries[key].value, problems if key in _plan(base).fields else aside)
    problems.remains += [made(guess, fields), *aside.remains]


def read_all(reader: Reader, values: Iterable[Value], problems: Problems) -> list[Any]:
    """Every value is read, even when one of them is refused; then Refused is raised."""
    items = []
    is_whole = True
    for value in values:
        try:
            items.append(reader(value, problems))
        except Refused:
            is_whole = False
    if not is_whole:
        problems.remains += items
        raise Refused
    return items


def _mend(record: type[Record], mapping: Mapping, fields: dict[str, Any], problems: Problems) -> tuple[Mapping, bool]:
    """Report keys that are unknown or missing, and add to the fields what is written under misspelt keys.

    Gives the mapping as it was probably meant, and whether it has all that the record cannot be without.
    """
    plan = _plan(record)
    meant = _report_keys(record, mapping, problems)
    is_whole = plan.required & plan.solid <= mapping.entries.keys() | meant.values()
    for written, key in meant.items():
        name, reader = plan.fields[key]
        aside = Problems()
        with suppress(Refused):
            fields[name] = reader(mapping.entries[written].value, aside)
        if fields.get(name) is None:
            # It is something else, or broken: about a key that is refused anyway, one finding is enough.
            is_whole = is_whole and key not in plan.solid
        else:
            problems.take(aside)
    entries = {meant.get(key, key): entry for key, entry in mapping.entries.items()}
    return Mapping(mapping.span, entries), is_whole


def _report_keys(record: type[Record], mapping: Mapping, problems: Problems) -> dict[str, str]:
    """Misspelt key -> the one that was meant, where that is not written, too."""
    keys = tuple(_plan(record).fields)
    missing = [key for key in keys if key in _plan(record).required and key not in mapping.entries]
    unknown = [key for key in mapping.entries if key not in keys]
    meant: dict[str, str] = {}
    for text in torn_texts(mapping, keys) if unknown else ():
        if nearest(text.rest[0], keys) is None:
            _report_torn(text, mapping, problems)
            unknown = [key for key in unknown if key not in text.rest]
    for key in unknown:
        if problems.has_enough("unknown-key"):
            break
        guess = nearest(key, missing) or nearest(key, keys)
        if guess in missing:
            # A misspelt key that is required is one mistake, not two.
            missing.remove(guess)
        if guess is not None and guess not in mapping.entries and guess not in meant.values():
            meant[key] = guess
        _report_unknown(record, mapping.entries[key], guess, problems)
    for key in missing:
        problems.report("missing-field", f"`{key}` is missing", _beginning(mapping), help=f"Add `{key}:`.")
    return meant


def _report_unknown(record: type[Record], entry: Entry, guess: str | None, problems: Problems) -> None:
    key = entry.key.text
    fixes = (Fix(f"Rename to `{guess}`", (Edit(entry.key.span, guess),), "unsafe"),) if guess else ()
    problems.report(
        "unknown-key",
        f"there is no key `{key}` here",
        entry.key.span,
        help=hint(key, _plan(record).fields),
        fixes=fixes,
    )


def _report_torn(text: TornText, mapping: Mapping, problems: Problems) -> None:
    fix = Fix("Put the text in quotes", (Edit(text.span, text.quoted),), "unsafe")
    problems.report(
        "unknown-key",
        f"there is no key `{text.rest[0]}` here",
        mapping.entries[text.rest[0]].key.span,
        help=f"A comma ends the text of `{text.key}`. Put the text in quotes.",
        fixes=(fix,),
    )


def _beginning(mapping: Mapping) -> Span:
    """The first key: pointing at the whole of a long mapping would point at nothing."""
    first = next(iter(mapping.entries.values()), None)
    return first.key.span if first is not None else mapping.span


def read(record: type[AnyRecord], value: Value, problems: Problems) -> AnyRecord | None:
    """The record, or None when it cannot be made; then `problems` says why."""
    try:
        return read_record(record, value, problems)
    except Refused:
        return None
