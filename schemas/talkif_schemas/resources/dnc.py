"""Bodies of the do-not-call list."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .bodies import Body, Moment, PageMeta, PageQuery, PhoneText, Text, answered_with, given, not_given, shown_as
from .problems import FieldProblem

MAX_BULK_ENTRIES: Final = 10_000
MAX_NOTE_CHARS: Final = 200

Reason = Literal["customer_request", "legal", "complaint", "wrong_number", "opt_out_on_call", "imported", "other"]
Source = Literal["api", "call", "import"]


class DncAdd(Body):
    """A number that must not be called."""

    model_config = shown_as(phoneNumber="+14155551234", reason="customer_request")

    phone_number: PhoneText
    """E.164, with spaces, dashes and brackets if you like: `+1 (415) 555-1234`."""
    reason: Reason
    """Why the number must not be called."""
    note: Annotated[Text, StringConstraints(max_length=MAX_NOTE_CHARS)] = ""
    expires_at: Moment | None = None
    """When the number may be called again; null: never."""


class DncEntry(Body):
    """A number on the list."""

    model_config = answered_with(
        id=example_id("dnc"),
        phoneNumber="+14155551234",
        reason="opt_out_on_call",
        note="",
        source="call",
        callId=example_id("call"),
    )

    id: str
    phone_number: str
    reason: Reason
    """Why the number must not be called."""
    note: str
    source: Source
    """How it came on the list: `POST /dnc`, what was said on a call, or `POST /dnc/bulk`."""
    call_id: str | None
    """The call on which it was listed."""
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    """When the number may be called again; null: never."""


class DncFilters(Body):
    """All that are given have to hold. Entries that have expired are left out."""

    q: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{1,15}$")] | None = None
    """How the number begins, in E.164: `+1415`, or without the plus."""
    reason: Reason | None = None
    """Entries with this reason."""
    source: Source | None = None
    """Entries that came on the list this way: `POST /dnc`, what was said on a call, or `POST /dnc/bulk`."""
    created_since: Moment | None = None


class DncQuery(DncFilters, PageQuery):
    """Which part of the list is wanted."""

    sort: Literal["createdAt", "-createdAt", "phoneNumber", "-phoneNumber"] = "-createdAt"


class DncExportQuery(DncFilters):
    """The same filters for a download."""

    format: Literal["csv", "ndjson"] = "csv"
    """CSV, or one JSON object a line."""


class DncList(Body):
    entries: list[DncEntry]
    meta: PageMeta


class DncCheck(Body):
    """One number, or up to a hundred."""

    model_config = shown_as(
        {
            "if": given("phoneNumber", "string"),
            "then": not_given("phoneNumbers"),
            "else": given("phoneNumbers", "array"),
        },
        phoneNumber="+14155551234",
    )

    phone_number: PhoneText | None = None
    """One number, as in `POST /dnc`."""
    phone_numbers: Annotated[list[PhoneText], Field(min_length=1, max_length=100)] | None = None
    """Several numbers."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.phone_number is None) == (self.phone_numbers is None):
            raise PydanticCustomError("invalid_value", "Either phoneNumber or phoneNumbers expected")
        return self


class DncVerdict(Body):
    """Whether a number may be called."""

    model_config = answered_with(blocked=True)

    phone_number: str
    """In E.164."""
    blocked: bool
    """Whether it is on the list."""
    entry: DncEntry | None
    """Why it is blocked."""


class DncVerdicts(Body):
    model_config = answered_with(blocked=True)

    blocked: bool
    """Whether any of the numbers is blocked."""
    results: list[DncVerdict]
    """One for each number, in the order of the request."""


class DncBulkAdd(Body):
    """Numbers from a list that is kept elsewhere."""

    model_config = shown_as(
        entries=[
            {"phoneNumber": "+14155551234", "reason": "imported"},
            {"phoneNumber": "+14155551235", "reason": "legal", "note": "Letter of 3 May"},
        ]
    )

    entries: Annotated[
        list[JsonValue],
        Field(
            min_length=1,
            max_length=MAX_BULK_ENTRIES,
            json_schema_extra={"items": {"$ref": f"#/components/schemas/{DncAdd.__name__}"}},
        ),
    ]
    """Rows that are wrong are reported and left out; the others are listed."""


class DncRowProblem(Body):
    """A row that was left out."""

    model_config = answered_with(index=4)

    index: int
    """In `entries`, from 0."""
    errors: list[FieldProblem]
    """What is wrong with the row."""


class DncBulkResult(Body):
    model_config = answered_with(added=120, alreadyListed=3, repeated=2, failed=1)

    added: int
    """Numbers that are new on the list."""
    already_listed: int
    """Numbers that were listed before the request."""
    repeated: int
    """Rows whose number an earlier row of the request has, too."""
    failed: int
    """Rows that were left out."""
    problems: list[DncRowProblem]
    """One for each row that failed."""
