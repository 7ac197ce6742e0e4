"""Mappings of a flow as typed records: pydantic models that are read from a document, and so know their places.

Problems are reported to the `Problems` that travels as the validation context. A value that cannot be read makes
pydantic drop the record around it; all other records and fields are still read, so one run reports everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, PrivateAttr, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from .diagnostics import Diagnostic, Edit, Fix, Label
from .document import Entry, Mapping, Value, kind
from .limits import MAX_FINDINGS_PER_RULE
from .source import Span
from .suggest import hint, nearest


class Refused(ValueError):
    """A value cannot be read; the reason has been reported."""


class Problems:
    """Collects what is wrong with the shape of a document."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self._counts: Counter[str] = Counter()

    def report(
        self,
        rule: str,
        message: str,
        span: Span,
        *,
        help: str | None = None,  # noqa: A002 - the field of a diagnostic
        related: tuple[Label, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        self._add(Diagnostic(rule, "error", message, span, help=help, related=related, fixes=fixes))

    def warn(self, rule: str, message: str, span: Span, *, fixes: tuple[Fix, ...] = ()) -> None:
        self._add(Diagnostic(rule, "warning", message, span, fixes=fixes))

    def _add(self, found: Diagnostic) -> None:
        self._counts[found.rule] += 1
        if self._counts[found.rule] <= MAX_FINDINGS_PER_RULE:
            self.found.append(found)

    def wrong_type(self, value: Value, expected: str, hint: str | None = None) -> NoReturn:
        self.report("wrong-type", f"expected {expected}, found {kind(value)}", value.span, help=hint)
        raise Refused


class Record(BaseModel):
    """Base of everything that is a mapping with known keys."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="ignore", populate_by_name=False)

    NOT_YET: ClassVar[dict[str, str]] = {}
    """Keys of the language that this version does not run yet -> what to do instead."""

    _mapping: Mapping = PrivateAttr()

    @property
    def mapping(self) -> Mapping:
        return self._mapping

    @property
    def span(self) -> Span:
        return self._mapping.span

    def verify(self, problems: Problems) -> None:
        """Report what no single field can see. Called once all fields are read."""

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: Callable[[Any], Self], info: ValidationInfo) -> Self:
        problems: Problems = info.context  # type: ignore[assignment]
        if isinstance(value, cls):
            return value
        if isinstance(value, dict):
            # Inside other records, pydantic runs the validator of a recursive record twice (seen with 2.14).
            return handler(value)
        if not isinstance(value, Mapping):
            problems.wrong_type(value, f"a mapping with {', '.join(f'`{key}`' for key in _keys(cls)[:6])}")
        record = handler(_known(cls, value, problems))
        record._mapping = value
        record.verify(problems)
        return record

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        schema["additionalProperties"] = False
        return schema


@cache
def _keys(record: type[Record]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in record.model_fields.items())


@cache
def _required(record: type[Record]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in record.model_fields.items() if field.is_required())


def _known(record: type[Record], mapping: Mapping, problems: Problems) -> dict[str, Value]:
    keys = _keys(record)
    missing = [key for key in _required(record) if key not in mapping.entries]
    unknown = [key for key in mapping.entries if key not in keys]
    for key in unknown:
        guess = nearest(key, missing) or nearest(key, keys)
        if guess in missing:
            # A misspelt key that is required is one mistake, not two.
            missing.remove(guess)
        _report_unknown(record, mapping.entries[key], guess, problems)
    for key in missing:
        problems.report("missing-field", f"`{key}` is missing", _beginning(mapping), help=f"Add `{key}:`.")
    return {key: entry.value for key, entry in mapping.entries.items() if key in keys}


def _report_unknown(record: type[Record], entry: Entry, guess: str | None, problems: Problems) -> None:
    key = entry.key.text
    if key in record.NOT_YET:
        message = f"`{key}` is not supported by this version"
        problems.report("not-supported", message, entry.key.span, help=record.NOT_YET[key])
        return
    fixes = (Fix(f"Rename to `{guess}`", (Edit(entry.key.span, guess),), "unsafe"),) if guess else ()
    problems.report(
        "unknown-key", f"there is no key `{key}` here", entry.key.span, help=hint(key, _keys(record)), fixes=fixes
    )


def _beginning(mapping: Mapping) -> Span:
    """The first key: pointing at the whole of a long mapping would point at nothing."""
    first = next(iter(mapping.entries.values()), None)
    return first.key.span if first is not None else mapping.span


AnyRecord = TypeVar("AnyRecord", bound=Record)


def read(record: type[AnyRecord], value: Value, problems: Problems) -> AnyRecord | None:
    """The record, or None when it cannot be made; then `problems` says why."""
    try:
        return record.model_validate(value, context=problems)
    except ValueError:
        # pydantic.ValidationError is a ValueError, and carries nothing that has not been reported.
        return None
