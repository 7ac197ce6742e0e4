"""Bodies of contacts: the people an account talks to."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .accounts import Country, Language, Timezone
from .bodies import (
    Body,
    CountedPageMeta,
    Moment,
    PageMeta,
    PageQuery,
    PhoneText,
    Text,
    answered_with,
    any_of,
    given,
    shown_as,
)

MAX_TAGS = 50
#: Of an account's own fields: how a key looks, how many a contact has, how long a text is.
CUSTOM_KEY: Final = "[A-Za-z][A-Za-z0-9_]{0,63}"
MAX_KEYS: Final = 100
MAX_VALUE_BYTES: Final = 2048
#: Shorter words cannot be looked up: the index knows pieces of three characters.
SEARCHED_CHARS = 3

TimezoneSource = Literal["given", "number"]
Sort = Literal["createdAt", "-createdAt", "updatedAt", "-updatedAt", "lastName", "-lastName"]


#: Tags with commas between; spaces around them do not count.
_TAG_LIST: Final = re.compile(rf"^\s*[^\s,\x00][^,\x00]*(,\s*[^\s,\x00][^,\x00]*){{0,{MAX_TAGS - 1}}}$")
#: A word that the index can look up.
_SEARCHABLE: Final = re.compile(rf"[^\s\x00]{{{SEARCHED_CHARS}}}")


def _lower(text: str) -> str:
    """Letter by letter, as PostgreSQL does it, so that searches find it; Python has rules for whole words, too."""
    return text.lower() if text.isascii() else "".join(char.lower()[:1] for char in text)


def _once(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


def _tag_list(text: str) -> str:
    if not _TAG_LIST.fullmatch(text):
        raise PydanticCustomError("invalid_format", "1 to {most} tags with commas between", {"most": MAX_TAGS})
    return text


def _searchable(text: str) -> str:
    if not _SEARCHABLE.search(text):
        raise PydanticCustomError(
            "too_short", "At least one word of {least} characters expected", {"least": SEARCHED_CHARS}
        )
    return text


#: Spaces around it do not count, so they alone are no text.
Name = Annotated[
    Text,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(json_schema_extra={"pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"}),
]
Email = Annotated[
    Text,
    StringConstraints(strip_whitespace=True, pattern=r"^[^@\s\x00]+@[^@\s\x00.]+(\.[^@\s\x00.]+)+$", max_length=254),
    AfterValidator(_lower),
]
#: A comma would end it in a list of tags.
Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^,\x00-\x1f]+$", min_length=1, max_length=64),
    Field(json_schema_extra={"pattern": r"^[^,\x00-\x1f]*[^\s,\x00-\x1f][^,\x00-\x1f]*$"}),
]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS), AfterValidator(_once)]
#: Values of an account's own fields by key; what a key may hold is the account's to say. null removes a value.
CustomFields = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": f"^{CUSTOM_KEY}$"},
            "additionalProperties": {
                "anyOf": [
                    {"type": "string", "maxLength": MAX_VALUE_BYTES, "pattern": r"^[^\x00]*$"},
                    {"type": "number"},
                    {"type": "boolean"},
                    {"type": "null"},
                ]
            },
            "maxProperties": MAX_KEYS,
        }
    ),
]


class ContactFacts(Body):
    """What can be said about a contact; null and left out are the same here."""

    first_name: Name | None = None
    last_name: Name | None = None
    phone: PhoneText | None = None
    """In any written form; national forms are read as of `country`. Answers have E.164."""
    email: Email | None = None
    """Kept in lower case."""
    company: Name | None = None
    timezone: Timezone | None = None
    """Without it, the zone of the phone number, where the number tells it."""
    language: Language | None = None
    external_id: Name | None = None
    """The contact's id in another system; no two contacts of an account have the same."""


#: A contact has one of these at least.
NAMING: Final = ("first_name", "last_name", "company", "phone", "email", "external_id")
NAMING_NEEDED: Final = f"One of {', '.join(map(to_camel, NAMING))} is needed"


class ContactCreate(ContactFacts):
    """A new contact. At least a name, a company, a phone number, an e-mail address or an externalId is needed."""

    model_config = shown_as(
        any_of(*(given(to_camel(name), "string") for name in NAMING)),
        firstName="Sarah",
        lastName="Chen",
        phone="+14155551234",
        company="Acme Corp",
        timezone="America/Los_Angeles",
        tags=["enterprise", "vip"],
        customFields={"dealStage": "negotiation", "accountManager": "James"},
    )

    country: Country | None = None
    """Of a phone number in national form; without it the account's default country."""
    tags: Tags = []
    custom_fields: CustomFields = {}
    """Values by key. Keys that `/contact-fields` defines are checked; others may have any text, number or boolean."""

    @model_validator(mode="after")
    def _somebody(self) -> ContactCreate:
        if not any(getattr(self, name) for name in NAMING):
            raise PydanticCustomError("missing", NAMING_NEEDED)
        return self


class ContactPatch(ContactFacts):
    """Fields that are left out stay as they are; null empties them. What a new contact needs has to remain."""

    model_config = shown_as(company="Acme Corporation", customFields={"dealStage": "won", "accountManager": None})

    country: Country | None = None
    """Of a phone number in national form; without it the account's default country."""
    tags: Tags | None = None
    """Replaces all tags."""
    custom_fields: CustomFields | None = None
    """Put over those that are there; null removes one."""


class Contact(Body):
    """One person."""

    model_config = answered_with(
        id=example_id("contact"),
        externalId="crm-1017",
        firstName="Sarah",
        lastName="Chen",
        phone="+14155551234",
        email="sarah.chen@example.com",
        company="Acme Corp",
        timezone="America/Los_Angeles",
        timezoneSource="given",
        language="en-US",
        tags=["enterprise", "vip"],
        customFields={"dealStage": "negotiation"},
    )

    id: str
    external_id: str | None
    """The contact's id in another system."""
    first_name: str | None
    last_name: str | None
    phone: str | None
    """E.164."""
    email: str | None
    """In lower case."""
    company: str | None
    timezone: str | None
    timezone_source: TimezoneSource | None
    """`given`, or `number`: taken from the phone number."""
    language: str | None
    tags: list[str]
    custom_fields: CustomFields
    """Values by key."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    deleted_at: AwareDatetime | None
    revision: int
    """Counts changes; the ETag of this resource."""


class ContactFilter(Body):
    """Which contacts; all that is given has to hold."""

    q: (
        Annotated[
            Text,
            StringConstraints(strip_whitespace=True, max_length=200),
            AfterValidator(_searchable),
            Field(json_schema_extra={"pattern": _SEARCHABLE.pattern}),
        ]
        | None
    ) = None
    """Words that all occur in the names, the company, the e-mail address or the phone number. A number may be written
    with spaces, brackets and dashes."""
    tags: (
        Annotated[
            Text,
            StringConstraints(max_length=4000),
            AfterValidator(_tag_list),
            Field(json_schema_extra={"pattern": _TAG_LIST.pattern}),
        ]
        | None
    ) = None
    """Tags with commas between."""
    tag_mode: Literal["any", "all"] = "any"
    """Whether a contact needs one of the tags or all of them."""
    updated_since: Moment | None = None
    """Changed at or after this moment."""
    deleted: bool = False
    """The deleted contacts instead of the others."""

    def tag_names(self) -> list[str]:
        return _once([tag for part in (self.tags or "").split(",") if (tag := part.strip())])


class ContactQuery(PageQuery, ContactFilter):
    """A page of the contacts that the filters leave."""

    sort: Sort = "-createdAt"
    """`-`: from the end. By last name, contacts without one are at the end."""


class ContactExportQuery(ContactFilter):
    """The filters of the list."""

    format: Literal["csv", "ndjson"] = "csv"
    """CSV, or one JSON object a line."""


class ContactList(Body):
    contacts: list[Contact]
    meta: CountedPageMeta


class PhoneQuery(PageQuery):
    """A phone number in any written form."""

    phone: PhoneText
    """In any written form; national forms are read as of `country`, and an extension is left out."""
    country: Country | None = None
    """Of a number in national form; without it the account's default country."""
    sort: Literal["updatedAt", "-updatedAt"] = "-updatedAt"


class ContactsOfNumber(Body):
    """A family may share a number."""

    contacts: list[Contact]
    meta: PageMeta


class TagsAdd(Body):
    model_config = shown_as(tags=["renewal-due"])

    tags: Annotated[Tags, Field(min_length=1)]


class TagCount(Body):
    model_config = answered_with(name="vip", contacts=42)

    name: str
    """The tag."""
    contacts: int
    """Contacts that have it."""


class TagQuery(PageQuery):
    sort: Literal["name", "-name", "contacts", "-contacts"] = "name"


class TagList(Body):
    tags: list[TagCount]
    meta: PageMeta
