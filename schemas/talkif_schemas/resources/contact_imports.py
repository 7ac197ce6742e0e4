"""Bodies of imports: files of contacts, and what became of their rows."""

from __future__ import annotations

import json
import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .accounts import PhoneCountry
from .bodies import Body, PageMeta, PageQuery, Text, answered_with
from .contacts import CUSTOM_KEY, MAX_TAGS

FileFormat = Literal["csv", "json", "ndjson"]
Charset = Literal["utf-8", "utf-16", "iso-8859-1", "windows-1252"]
DuplicateStrategy = Literal["skip", "update", "create"]
DuplicateKey = Literal["phone", "externalId", "email", "id"]
ImportStatus = Literal["queued", "running", "completed", "failed", "canceled"]


#: Fields of contacts that a column of a file may have, beside `customFields.<key>`.
FILE_FIELDS: Final = (
    "firstName", "lastName", "phone", "email", "company", "timezone", "language", "externalId", "country", "tags",
    "customFields",
)  # fmt: skip
_FILE_FIELD: Final = re.compile(rf"^({'|'.join(FILE_FIELDS)}|customFields\.{CUSTOM_KEY})$")


def _mapping(text: str) -> str:
    try:
        mapping = json.loads(text)
    except (ValueError, RecursionError):
        mapping = None
    if not isinstance(mapping, dict) or not all(isinstance(to, str) or to is None for to in mapping.values()):
        raise PydanticCustomError("invalid_format", "A JSON object expected: column -> field or null")
    for field in mapping.values():
        if field is not None and not _FILE_FIELD.fullmatch(field):
            raise PydanticCustomError("invalid_value", "Contacts have no field {field}", {"field": field})
    return text


Mapping = Annotated[
    Text,
    StringConstraints(max_length=32_000),
    AfterValidator(_mapping),
    Field(
        json_schema_extra={
            "contentMediaType": "application/json",
            "contentSchema": {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [{"type": "string", "pattern": _FILE_FIELD.pattern}, {"type": "null"}]
                },
            },
        }
    ),
]


def _tag_list(text: str) -> str:
    tags = [tag.strip() for tag in text.split(",")]
    if len(tags) > MAX_TAGS or not all(1 <= len(tag) <= 64 and tag.isprintable() for tag in tags):
        raise PydanticCustomError("invalid_format", "1 to {most} tags with commas between", {"most": MAX_TAGS})
    return text


class ImportOptions(Body):
    """How a file is read. In a form, fields of the same names; they win over the query."""

    format: FileFormat | None = None
    """Without it, the Content-Type of the file or the end of its name says it."""
    charset: Charset | None = None
    """Without it, `charset` in the Content-Type of the file says it; without both, the file is UTF-8."""
    dry_run: bool = False
    """Report what would happen and change nothing. What several rows far apart in the file would add to one contact is
    not added up, so that too many tags or values of one contact may go unseen."""
    duplicate_strategy: DuplicateStrategy = "skip"
    """What becomes of a row whose contact is there already: left out; put over the contact, where empty cells change
    nothing and tags are added; or made a contact of its own."""
    duplicate_key: DuplicateKey = "phone"
    """By what a contact is found. Of several, the one that was changed last. Rows without it make new contacts. `id` is
    for files that come from here: a row whose id no contact of the account has is refused."""
    default_country: PhoneCountry | None = None
    """Of phone numbers in national form; without it the account's default country."""
    tags: Annotated[Text, AfterValidator(_tag_list)] | None = None
    """Tags for all rows, with commas between."""
    mapping: Mapping | None = None
    """JSON object: column -> field, such as `{"Mobile": "phone", "Stage": "customFields.dealStage", "Notes": null}`;
    null leaves a column out. Other columns are found by their names: `first name`, `First_Name` and `firstName` are the
    same; a column that is no field of contacts goes to customFields. What is named here and not in the file is refused;
    of JSON and NDJSON, all rows together count, in files of up to 1,000 rows."""

    def fields_of_columns(self) -> dict[str, str | None]:
        """What `mapping` says."""
        said: dict[str, str | None] = json.loads(self.mapping) if self.mapping is not None else {}
        return said


class RowProblem(Body):
    """Why a row was not taken."""

    model_config = answered_with(
        row=17, field="phone", code="invalid_format", message="Phone number expected, such as +14155551234"
    )

    row: int
    """From 1; the header does not count."""
    field: str
    """Which field of the row."""
    code: str
    """One of `fieldCodes` in the catalogue of errors."""
    message: str


class ContactImport(Body):
    """One file and how far it has come. Rows are taken in order, some thousand at once."""

    model_config = answered_with(
        id=example_id("import"),
        status="completed",
        dryRun=False,
        format="csv",
        duplicateStrategy="update",
        duplicateKey="phone",
        total=1_000,
        processed=1_000,
        created=940,
        updated=59,
        skipped=0,
        failed=1,
    )

    id: str
    status: ImportStatus
    """How far it has come; `error` says why one failed."""
    dry_run: bool
    """Whether rows are only checked."""
    format: FileFormat
    """Of the file."""
    duplicate_strategy: DuplicateStrategy
    """What is done with a row whose contact is there already."""
    duplicate_key: DuplicateKey
    """By what a contact is recognised."""
    total: int | None
    """Rows of the file; null until its end was read."""
    processed: int
    """Rows that were looked at."""
    created: int
    """Rows that became a new contact."""
    updated: int
    """Rows that changed a contact."""
    skipped: int
    """Rows whose contact was left as it is."""
    failed: int
    """Rows that were not taken; `/errors` says why."""
    error: str | None
    """Why the rest of the file could not be read."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    finished_at: AwareDatetime | None


class ContactImportReport(ContactImport):
    errors: Annotated[list[RowProblem], Field(max_length=100)]
    """The first hundred."""


class ContactImportList(Body):
    imports: list[ContactImport]
    meta: PageMeta


class ImportQuery(PageQuery):
    status: ImportStatus | None = None
    """Imports in this state."""
    sort: Literal["createdAt", "-createdAt"] = "-createdAt"


class RowProblemQuery(PageQuery):
    sort: Literal["row", "-row"] = "row"


class RowProblemList(Body):
    """The first 10,000 are kept; `failed` of the import counts all rows."""

    errors: list[RowProblem]
    meta: PageMeta
