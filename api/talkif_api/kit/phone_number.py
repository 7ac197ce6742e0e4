"""Phone numbers as people write them, and as they are stored: E.164 (ITU-T Recommendation E.164).

Plans of countries come from libphonenumber: https://github.com/google/libphonenumber.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import ValidationResult

from talkif_schemas.errors import FieldError, Invalid

#: With the country's code, and with nothing but digits and usual punctuation after it.
_INTERNATIONAL: Final = re.compile(r"\+[1-9](?:[ ().-]{0,2}[0-9]){6,14}")
#: 00 as ITU-T Recommendation E.164 wants it everywhere, and 011 of North America.
_DIALLED_ABROAD: Final = re.compile(r"0(?:0|11)[ ().-]*(?=[1-9])")
_PUNCTUATION: Final = str.maketrans("", "", " ().-")
#: Of the longest code of a country.
_CODE_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class _Plan:
    """What libphonenumber looks at in a number with a country's code."""

    code_chars: int
    """Of the plus sign and the code."""
    number_chars: frozenset[int]
    """Of whole numbers that are possible, without those that are dialled within a town alone."""
    national_prefix: re.Pattern[str]
    """Of what it takes off or rewrites after the code."""


def e164(text: str, region: str | None = None, *, without_extension: bool = False) -> str | None:
    """The stored form; None when it cannot be a number that is dialled from anywhere.

    Its length decides, and not the ranges that are in use: new ones are opened before the library knows them.
    `region`: two letters of the country whose national form is taken, too, and what is dialled there to call abroad.
    Where that makes no number, the prefixes of most other countries are taken. `without_extension`: one is left out,
    where it would be None, because the stored form has no place for it.
    """
    if _INTERNATIONAL.fullmatch(text):
        plain = text.translate(_PUNCTUATION)
        if _is_plain(plain):
            return plain
    number = _read(text, region, without_extension)
    if number is None and region is not None and (prefix := _DIALLED_ABROAD.match(text)) is not None:
        return _read(f"+{text[prefix.end() :]}", None, without_extension)
    return number


def _read(text: str, region: str | None, without_extension: bool) -> str | None:
    """As the library has it."""
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension and not without_extension:
        return None
    parsed.extension = None
    # IS_POSSIBLE_LOCAL_ONLY is another: a number within a town, whose code was left out.
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def checked_e164(text: str, field: str) -> str:
    """The stored form. Raises Invalid, which names the field."""
    number = e164(text)
    if number is None:
        problem = FieldError(field, "invalid_format", "Phone number must be in E.164 format")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return number


def _is_plain(number: str) -> bool:
    """Whether libphonenumber would give back the number as it is; it takes ten times longer to say so.

    `number`: plus sign and digits. False also where only the library itself can tell.
    """
    plan = _plan(number[1 : 1 + _CODE_DIGITS])
    if plan is None or len(number) not in plan.number_chars or number[plan.code_chars] == "0":
        return False
    return plan.national_prefix.match(number[plan.code_chars :]) is None


@lru_cache(maxsize=10**_CODE_DIGITS)
def _plan(digits: str) -> _Plan | None:
    """Of the country whose code these digits begin with."""
    for length in range(1, _CODE_DIGITS + 1):
        code = int(digits[:length])
        region = phonenumbers.region_code_for_country_code(code)
        metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        if metadata is not None and metadata.general_desc is not None:
            number_chars = frozenset(1 + length + own for own in metadata.general_desc.possible_length)
            return _Plan(1 + length, number_chars, re.compile(metadata.national_prefix_for_parsing or "(?!)"))
    return None
