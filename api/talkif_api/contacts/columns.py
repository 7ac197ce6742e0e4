"""Which field of a contact a column of a file means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from talkif_schemas.resources.contact_imports import FILE_FIELDS

#: Columns of exported files that an import leaves alone.
_OWN: Final = ("id", "createdat", "updatedat", "deletedat", "revision")
#: Not left alone where it is by this that contacts are found.
ID: Final = "id"
#: Of an exported file: whether the zone was given or comes from the number.
SOURCE: Final = "timezoneSource"
#: Other usual names of columns, as they are compared.
_ALSO: Final = {
    "givenname": "firstName",
    "familyname": "lastName",
    "surname": "lastName",
    "phonenumber": "phone",
    "mobile": "phone",
    "mobilephone": "phone",
    "emailaddress": "email",
    "organization": "company",
    "companyname": "company",
}
CUSTOM: Final = "customFields."


class Columns:
    """`mapping`: what the client said, column -> field or None. `keys`, `labels`: the account's own fields."""

    def __init__(
        self,
        mapping: Mapping[str, str | None],
        keys: Iterable[str],
        labels: Mapping[str, str],
        *,
        with_ids: bool = False,
    ) -> None:
        self._known: dict[str, str | None] = dict(_ALSO)
        self._known |= {_compared(name): name for name in FILE_FIELDS}
        self._known |= {_compared(label): CUSTOM + key for label, key in labels.items()}
        self._known |= {_compared(key): CUSTOM + key for key in keys}
        self._known |= dict.fromkeys(_OWN) | {_compared(SOURCE): SOURCE}
        if with_ids:
            self._known[ID] = ID
        self._mapping = mapping
        self._guesses: dict[str, str | None] = {}

    def field(self, column: str) -> str | None:
        """Such as `phone` or `customFields.dealStage`; None: the column is left out."""
        if column in self._mapping:
            return self._mapping[column]
        if column not in self._guesses:
            if len(self._guesses) > 10_000:
                self._guesses.clear()  # Objects of a JSON file may have any names.
            self._guesses[column] = self._guess(column)
        return self._guesses[column]

    def unmet(self, columns: Collection[str]) -> list[str]:
        """Columns that the client named and the file does not have."""
        return [column for column in self._mapping if column not in columns]

    def clash(self, columns: Iterable[str]) -> str | None:
        """Says which two columns mean the same field, if any do."""
        of_fields: dict[str, str] = {}
        for column in columns:
            field = self.field(column)
            if field is not None and of_fields.setdefault(field, column) != column:
                return both(of_fields[field], column, field)
        return None

    def _guess(self, column: str) -> str | None:
        if column.startswith(CUSTOM):
            return column
        compared = _compared(column)
        if not compared:
            return None
        return self._known.get(compared, CUSTOM + _camel(column))


def both(first: str, second: str, field: str) -> str:
    return f"The columns {first} and {second} both mean {field}; leave one out by mapping it to null"


def _compared(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _camel(name: str) -> str:
    """`Deal stage` as `dealStage`."""
    words: list[str] = re.findall(r"[A-Za-z0-9]+", name)
    if not words:
        return name
    return words[0][:1].lower() + words[0][1:] + "".join(word[:1].upper() + word[1:] for word in words[1:])
