"""The shape shared by all bodies: camelCase on the wire, unknown fields refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ModelWrapValidatorHandler,
    RootModel,
    StrictBool,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from ..network import network

#: Text without NUL, which PostgreSQL cannot store.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


def _without_halves_and_nul(values: dict[str, Any]) -> dict[str, Any]:
    """Of all that is inside, since JSON can say what UTF-8 and PostgreSQL cannot."""
    left: list[tuple[str, object]] = [("", values)]
    while left:
        path, value = left.pop()
        if isinstance(value, str) and ("\0" in value or not _is_utf8(value)):
            where = path.encode(errors="replace").decode().replace("\0", "?")
            raise PydanticCustomError("invalid_format", "NUL or half of a surrogate pair at {path}", {"path": where})
        inside: Iterable[tuple[object, object]] = ()
        if isinstance(value, dict):
            inside = value.items()
            left += ((f"{path}.{key}".removeprefix("."), key) for key in value)
        elif isinstance(value, list):
            inside = enumerate(value)
        left += ((f"{path}.{key}".removeprefix("."), item) for key, item in inside)
    return values


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


#: Key in the JSON Schema of a response body.
ANSWERED_WITH: Final = "x-answered-with"

#: Any JSON, of text that can be kept.
FreeJson = Annotated[dict[str, Any], AfterValidator(_without_halves_and_nul)]

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def _moment(value: object, read: Callable[[object], datetime]) -> datetime:
    """In UTC: PostgreSQL takes offsets of less than 16 hours alone, RFC 3339 of less than 24."""
    if not isinstance(value, datetime) and not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise PydanticCustomError("invalid_format", "Time as in RFC 3339 expected, such as 2026-03-01T09:30:00Z")
    try:
        return read(value).astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("invalid_value", "The moment lies outside the years 1 to 9999 of UTC") from None


def _day(value: object) -> object:
    if not isinstance(value, date) and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise PydanticCustomError("invalid_format", "Date as in RFC 3339 expected, such as 2026-03-01")
    return value


def _whole(value: object) -> object:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise PydanticCustomError("int_type", "Whole number expected")
    return value


#: Truth value in a body, where pydantic would also take 1 and "yes".
Flag = StrictBool
#: Behind the bounds of a whole number in a body, where pydantic would also take its digits as text, and truth values.
WHOLE = BeforeValidator(_whole)
#: Phone number in any written form; whether it can be one is said when the country is known.
PhoneText = Annotated[
    Text,
    StringConstraints(strip_whitespace=True, max_length=50),
    WithJsonSchema({"type": "string", "format": "phone-number", "examples": ["+14155551234"]}),
]

#: RFC 3339 alone, where pydantic would also take numbers for seconds since 1970. Bounds stand before these.
AS_MOMENT = WrapValidator(_moment)
AS_DAY = BeforeValidator(_day)
#: Moment in a request.
Moment = Annotated[AwareDatetime, AS_MOMENT]
#: Date in a request.
Day = Annotated[date, AS_DAY]


def _network(text: str) -> str:
    try:
        return str(network(text))
    except ValueError as error:
        raise PydanticCustomError(
            "invalid_format", "Network in CIDR notation expected: {reason}", {"reason": str(error)}
        ) from None


#: IPv4 or IPv6 address or network, without host bits. IPv4 inside of IPv6 becomes IPv4.
Cidr = Annotated[
    str, StringConstraints(max_length=50), AfterValidator(_network), Field(json_schema_extra={"format": "cidr"})
]

#: Name of an environment, such as `production`.
Environment = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Body(BaseModel):
    """Base of request and response bodies."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", use_attribute_docstrings=True
    )


Shapes = TypeVar("Shapes")


class ByType(RootModel[Shapes], Generic[Shapes]):
    """Base of a body whose fields depend on its `type`: a union of bodies with `Field(discriminator="type")`."""

    @model_validator(mode="wrap")
    @classmethod
    def _fields_as_written(cls, value: object, read: ModelWrapValidatorHandler[ByType[Shapes]]) -> ByType[Shapes]:
        """Errors name `config.host`, where pydantic would say `sip.config.host`."""
        try:
            return read(value)
        except ValidationError as error:
            raise ValidationError.from_exception_data(
                error.title, [_at_its_field(found) for found in error.errors()]
            ) from None


def _at_its_field(found: ErrorDetails) -> InitErrorDetails:
    """The input is left out: it may be a secret."""
    kind, message, location = found["type"], found["msg"], found["loc"][1:]
    match kind:
        case "union_tag_not_found":
            kind, message, location = "missing", "Field required", ("type",)
        case "union_tag_invalid":
            kind, message, location = "invalid_value", f"Input should be {found['ctx']['expected_tags']}", ("type",)
    return InitErrorDetails(type=PydanticCustomError(kind, message), loc=location, input=None)


def shown_as(rules: dict[str, JsonValue] | None = None, /, **example: Any) -> ConfigDict:
    """`model_config` of a request body: what the API description shows for it. A test sends it to a new account.

    `rules`: what JSON Schema says of the fields together, in `if`, `then` and `else`. Generators of clients, which look
    for types, pass over these; of `anyOf` and `oneOf` they make types without a name.
    """
    return ConfigDict(json_schema_extra={**(rules or {}), "examples": [example]})


def answered_with(like: type[Body] | None = None, /, **example: Any) -> ConfigDict:
    """`model_config` of a response body: values that the API description shows for its fields, by their wire names.

    Fields that are left out are shown as fields of that name or type always are (kit/answer_examples.py of the API).
    `like`: a body whose values are shown, too.
    """
    extra = like.model_config.get("json_schema_extra") if like is not None else None
    shown = extra.get(ANSWERED_WITH) if isinstance(extra, dict) else None
    return ConfigDict(json_schema_extra={ANSWERED_WITH: {**(shown if isinstance(shown, dict) else {}), **example}})


def given(name: str, type_: str) -> dict[str, JsonValue]:
    """JSON Schema: the field, by its name on the wire, is there and is not null."""
    return {"required": [name], "properties": {name: {"type": type_}}}


def not_given(name: str) -> dict[str, JsonValue]:
    """JSON Schema: the field is null or left out."""
    return {"properties": {name: {"type": "null"}}}


def any_of(first: dict[str, JsonValue], *others: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """JSON Schema: one of these holds, or several. See `shown_as`."""
    return {"if": first, "else": any_of(*others)} if others else first


class PageQuery(Body):
    """Which part of a list is wanted, and in which order. Lists say what they are sorted by, and add their filters."""

    sort: str
    """Name of a field. With `-` in front: the other way round."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class PageMeta(Body):
    """Where a page lies in the whole list."""

    total: int
    limit: int
    offset: int


class CountedPageMeta(PageMeta):
    """Where a page lies in a list that may be too long to count."""

    total_is_exact: bool
    """False: there are at least `total`, and may be more; counting them all would take too long."""
