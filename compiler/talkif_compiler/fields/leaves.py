"""The values inside records: names, texts, numbers, durations, templates, conditions, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, NoReturn, TypeAlias, TypeVar, get_args

from msgspec import Struct

from ..diagnostics import Edit, Fix
from ..misspelling import respelt
from ..source import Span
from ..suggest import nearest, one_of
from ..syntax.document import Mapping, Scalar, Sequence, Value, plain_data, shown
from ..syntax.scalar_map import span_in
from ..syntax.scalars import other_reading
from .bounds import FILLED_LIST, FILLED_TEXT, FROM_ONE, LONGER_THAN_ZERO, JsonSchema
from .durations import parse_duration_ms
from .problems import Problems, Refused
from .reading import Leniency, Reader, read_all, reader_of

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,62}[a-z0-9]|[a-z]")
_FLAGS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
"""Words that stand for one, among them those of YAML 1.1; and where quotes make a text of them."""
_SINGLE = re.compile(r"[\w.:/*-]+|\"[^\"\\\n]*\"|'[^'\n]*'")
"""What a list may hold as it is written by itself."""
_COUNT_MAX = 1_000_000


class Spanned(Struct, Generic[T], eq=False):
    value: T
    span: Span


class Key(str):
    """A key of a mapping with free keys; equal to its plain text."""

    __slots__ = ("span",)
    span: Span


class Text(Struct, eq=False):
    """A template, written in place or in a file of its own."""

    scalar: Scalar
    """The template itself, or the path of its file."""
    in_file: bool
    use: Literal["speech", "prompt", "data"]

    @property
    def span(self) -> Span:
        return self.scalar.span


class NumberName(Struct, frozen=True, eq=False):
    """A phone number of the environment, by name."""

    name: Spanned[str]

    @property
    def span(self) -> Span:
        return self.name.span


class Formula(Struct, eq=False):
    """CEL source."""

    scalar: Scalar
    expects: Literal["bool", "any"]

    @property
    def span(self) -> Span:
        return self.scalar.span

    @property
    def source(self) -> str:
        return self.scalar.text

    def place(self, start: int, end: int) -> Span:
        return span_in(self.scalar, start, end)


Read: TypeAlias = Callable[[Any, Problems], T]


class Leaf(Generic[T]):
    """How a value of a document is read, and what JSON Schema says about it."""

    def __init__(self, read: Read[T], schema: JsonSchema) -> None:
        self._read = read
        self.schema = schema

    def reader(self, annotated: Any) -> Reader:
        return self._read

    def json_schema(self, inner: JsonSchema) -> JsonSchema:
        return self.schema


def _scalar(value: Value, problems: Problems, expected: str, hint: str | None = None) -> Scalar:
    if not isinstance(value, Scalar) or value.value is None:
        problems.wrong_type(value, expected, hint)
    return value


def _warn_if_ambiguous(scalar: Scalar, problems: Problems) -> None:
    if scalar.style == "plain" and not scalar.has_tag and (other := other_reading(scalar.text)):
        problems.warn(
            "ambiguous-scalar",
            f"`{scalar.text}` is taken as text here, but YAML readers may take it as {other}",
            scalar.span,
            fixes=(Fix("Put it in quotes", (Edit(scalar.span, f'"{scalar.text}"'),), "safe"),),
        )


def _read_label(value: Value, problems: Problems) -> Spanned[str]:
    scalar = _scalar(value, problems, "text")
    _warn_if_ambiguous(scalar, problems)
    return Spanned(scalar.text, scalar.span)


def read_name(value: Value, problems: Problems) -> Spanned[str]:
    scalar = _scalar(value, problems, "a name")
    if not is_name(scalar.text):
        hint = "A name is a letter, then up to 63 letters, digits or underscores."
        mended = scalar.text.replace("-", "_")
        if is_name(mended):
            hint = f"Write `{mended}` everywhere. {hint}"
        # It may stand in many places, and is one mistake.
        cause = f"name {scalar.text}"
        problems.report("wrong-type", f"`{scalar.text}` is not a name", scalar.span, help=hint, cause=cause)
        raise Refused
    return Spanned(scalar.text, scalar.span)


def _read_target(value: Value, problems: Problems) -> Spanned[str]:
    """What is no name is kept all the same: there is a way, wherever it leads."""
    try:
        return read_name(value, problems)
    except Refused:
        return Spanned(value.text if isinstance(value, Scalar) else "", value.span)


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _read_slug(value: Value, problems: Problems) -> Spanned[str]:
    scalar = _scalar(value, problems, "an id in kebab-case")
    if not _SLUG.fullmatch(scalar.text):
        hint = "Use up to 64 lower-case letters, digits and hyphens, beginning with a letter: `order-support`."
        problems.wrong_type(scalar, "an id in kebab-case", hint)
    return Spanned(scalar.text, scalar.span)


def _read_language(value: Value, problems: Problems) -> Spanned[str]:
    """What is no tag is kept all the same: it is not the default that was meant."""
    scalar = _scalar(value, problems, "a language tag")
    mended = scalar.text.replace("_", "-")
    if not _LANGUAGE.fullmatch(scalar.text):
        is_slip = _LANGUAGE.fullmatch(mended) is not None
        fixes = (Fix(f"Write `{mended}`", (Edit(scalar.span, mended),), "unsafe"),) if is_slip else ()
        advice = f"Write `{mended}`." if is_slip else "Write a tag of BCP 47, as in `en-US`."
        problems.report("wrong-type", f"`{scalar.text}` is no language tag", scalar.span, help=advice, fixes=fixes)
    return Spanned(scalar.text, scalar.span)


def _read_flag(value: Value, problems: Problems) -> Spanned[bool]:
    if not isinstance(value, Scalar) or not isinstance(value.value, bool):
        word = value.text if isinstance(value, Scalar) else ""
        meant = _FLAGS.get(word.lower())
        if meant is None:
            problems.wrong_type(value, "`true` or `false`")
        advice = f"Write `{meant}`. In YAML 1.2, `{value.span.text}` is text."
        fixes = (Fix(f"Write `{meant}`", (Edit(value.span, meant),), "unsafe"),)
        message = f"expected `true` or `false`, found the text `{word}`"
        problems.report("wrong-type", message, value.span, help=advice, fixes=fixes)
        raise Refused
    return Spanned(value.value, value.span)


def _read_count(value: Value, problems: Problems) -> Spanned[int]:
    is_count = isinstance(value, Scalar) and isinstance(value.value, int) and not isinstance(value.value, bool)
    if not (isinstance(value, Scalar) and is_count and 0 <= int(value.value or 0) <= _COUNT_MAX):
        problems.wrong_type(value, f"a whole number from 0 to {_COUNT_MAX:,}")
    return Spanned(int(value.value or 0), value.span)


def _read_amount(value: Value, problems: Problems) -> Spanned[float]:
    number = value.value if isinstance(value, Scalar) else None
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < float("inf"):
        problems.wrong_type(value, "a number that is not negative")
    return Spanned(float(number), value.span)


def _read_duration(value: Value, problems: Problems) -> Spanned[int]:
    hint = "Durations have a unit: `500ms`, `8s`, `20m`, `1m30s`; at most 24h."
    scalar = _scalar(value, problems, "a duration", hint)
    duration_ms = parse_duration_ms(scalar.text)
    if duration_ms is None:
        problems.wrong_type(scalar, "a duration", hint)
    return Spanned(duration_ms, scalar.span)


def _read_json(value: Value, _problems: Problems) -> Value:
    return value


def _read_plain(value: Value, problems: Problems) -> Spanned[str | int | float | bool]:
    scalar = _scalar(value, problems, "text, a number or a boolean")
    assert scalar.value is not None, "null was refused above"
    return Spanned(scalar.value, scalar.span)


def _text_reader(use: Literal["speech", "prompt", "data"]) -> Read[Text]:
    def read(value: Value, problems: Problems) -> Text:
        if isinstance(value, Mapping):
            entry = value.entries.get("file")
            if entry is None or len(value.entries) != 1 or not isinstance(entry.value, Scalar):
                problems.wrong_type(value, "text or `{file: path}`")
            return Text(entry.value, True, use)
        scalar = _scalar(value, problems, "text or `{file: path}`")
        if use != "data":
            _warn_if_ambiguous(scalar, problems)
        return Text(scalar, False, use)

    return read


def _read_phone(value: Value, problems: Problems) -> Text | NumberName:
    if isinstance(value, Mapping):
        entry = value.entries.get("number")
        if entry is None or len(value.entries) != 1:
            problems.wrong_type(value, "a phone number or `{number: name}`")
        return NumberName(read_name(entry.value, problems))
    return Text(_scalar(value, problems, "a phone number or `{number: name}`"), False, "data")


def _formula_reader(expects: Literal["bool", "any"]) -> Read[Formula]:
    def read(value: Value, problems: Problems) -> Formula:
        if not isinstance(value, Scalar):
            problems.wrong_type(value, "a condition in CEL" if expects == "bool" else "an expression in CEL")
        return Formula(value, expects)

    return read


def keyword(*allowed: str) -> Leaf[Spanned[str]]:
    """One of a few words."""

    def read(value: Value, problems: Problems) -> Spanned[str]:
        expected = one_of(allowed)
        scalar = _scalar(value, problems, expected)
        if scalar.text not in allowed:
            word = scalar.text
            if "on" in allowed and word.lower() in _FLAGS:
                word = "on" if _FLAGS[word.lower()] == "true" else "off"
            guess = nearest(word, allowed)
            advice = f"Did you mean `{guess}`?" if guess is not None else None
            fixes = respelt(scalar.span, word, allowed)
            message = f"expected {expected}, found `{scalar.text}`"
            problems.report("wrong-type", message, scalar.span, help=advice, fixes=fixes)
            raise Refused
        return Spanned(scalar.text, scalar.span)

    return Leaf(read, {"enum": list(allowed)})


_TEXT_SCHEMA: JsonSchema = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"file": {"type": "string", "description": "Path inside the repository"}},
            "required": ["file"],
            "additionalProperties": False,
        },
    ]
}
_DATA_SCHEMA: JsonSchema = {"type": ["string", "number", "boolean"], "description": "Handlebars template"}

_PHONE_SCHEMA: JsonSchema = {
    "anyOf": [
        {"type": ["string", "integer"], "description": "E.164 number, SIP URI, or Handlebars template"},
        {
            "type": "object",
            "properties": {"number": {"type": "string", "description": "Name that each environment binds"}},
            "required": ["number"],
            "additionalProperties": False,
        },
    ]
}

Label = Annotated[Spanned[str], Leaf(_read_label, {"type": "string"})]
Words = Annotated[Label, FILLED_TEXT]
Name = Annotated[Spanned[str], Leaf(read_name, {"type": "string", "pattern": f"^{_NAME.pattern}$"})]
Target = Annotated[Spanned[str], Leaf(_read_target, {"type": "string", "pattern": f"^{_NAME.pattern}$"})]
Slug = Annotated[Spanned[str], Leaf(_read_slug, {"type": "string", "pattern": f"^({_SLUG.pattern})$"})]
LanguageTag = Annotated[Spanned[str], Leaf(_read_language, {"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"})]
Flag = Annotated[Spanned[bool], Leaf(_read_flag, {"type": "boolean"})]
Count = Annotated[Spanned[int], Leaf(_read_count, {"type": "integer", "minimum": 0, "maximum": _COUNT_MAX})]
PositiveCount = Annotated[Count, FROM_ONE]
Amount = Annotated[Spanned[float], Leaf(_read_amount, {"type": "number", "minimum": 0})]
DelayMs = Annotated[
    Spanned[int], Leaf(_read_duration, {"type": "string", "pattern": r"^([0-9]+(\.[0-9]{1,3})?(ms|s|m|h))+$"})
]
DurationMs = Annotated[DelayMs, LONGER_THAN_ZERO]
Json = Annotated[Value, Leaf(_read_json, {})]
PlainValue = Annotated[Spanned[str | int | float | bool], Leaf(_read_plain, {"type": ["string", "number", "boolean"]})]
Speech = Annotated[Text, Leaf(_text_reader("speech"), _TEXT_SCHEMA), FILLED_TEXT]
Prompt = Annotated[Text, Leaf(_text_reader("prompt"), _TEXT_SCHEMA), FILLED_TEXT]
Data = Annotated[Text, Leaf(_text_reader("data"), _DATA_SCHEMA)]
PhoneNumber = Annotated[Text | NumberName, Leaf(_read_phone, _PHONE_SCHEMA)]
Condition = Annotated[Formula, Leaf(_formula_reader("bool"), {"type": ["string", "boolean"], "description": "CEL"})]
Expression = Annotated[
    Formula, Leaf(_formula_reader("any"), {"type": ["string", "number", "boolean", "null"], "description": "CEL"})
]


def _refuse_single(value: Value, problems: Problems) -> NoReturn:
    """One thing where a list of them belongs."""
    if not isinstance(value, Scalar) or value.value is None or not _SINGLE.fullmatch(value.span.text):
        problems.wrong_type(value, "a list")
    listed = f"[{value.span.text}]"
    fixes = (Fix(f"Write `{listed}`", (Edit(value.span, listed),), "unsafe"),)
    message = f"expected a list, found {shown(value)}"
    problems.report("wrong-type", message, value.span, help=f"Write `{listed}`.", fixes=fixes)
    raise Refused


class _Items:
    """A list; with `one`, a single value stands for a list of one."""

    def __init__(self, *, one: bool) -> None:
        self._one = one

    def reader(self, annotated: Any) -> Reader:
        item = reader_of(get_args(annotated)[0])

        def read(value: Value, problems: Problems) -> tuple[Any, ...]:
            if isinstance(value, Sequence):
                return tuple(read_all(item, value.items, problems))
            if not self._one:
                _refuse_single(value, problems)
            return (item(value, problems),)

        return read

    def json_schema(self, inner: JsonSchema) -> JsonSchema:
        return {"anyOf": [inner["items"], inner]} if self._one else inner


class _Entries:
    """A mapping with free keys."""

    def reader(self, annotated: Any) -> Reader:
        item = reader_of(get_args(annotated)[1])

        def read(value: Value, problems: Problems) -> dict[Key, Any]:
            if not isinstance(value, Mapping):
                problems.wrong_type(value, "a mapping")
            values = read_all(item, (entry.value for entry in value.entries.values()), problems)
            keys = (_key(entry.key) for entry in value.entries.values())
            return dict(zip(keys, values, strict=True))

        return read

    def json_schema(self, inner: JsonSchema) -> JsonSchema:
        return inner


def _key(scalar: Scalar) -> Key:
    key = Key(scalar.text)
    key.span = scalar.span
    return key


_FreeKey = Annotated[Key, Leaf(lambda key, _problems: key, {"type": "string"})]


Lenient = Annotated[T | None, Leniency()]
"""A value that cannot be read becomes None, so that what surrounds it can be read all the same."""
ListOf = Annotated[tuple[T, ...], _Items(one=False)]
OneOrMore = Annotated[tuple[T, ...], _Items(one=True), FILLED_LIST]
MapOf = Annotated[dict[_FreeKey, T], _Entries()]


def as_data(value: Value) -> Any:
    """A `Json` leaf as plain Python."""
    return plain_data(value)
