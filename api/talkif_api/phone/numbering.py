"""What the world's numbering plans say about a number."""

from __future__ import annotations

import phonenumbers

from talkif_schemas.errors import FieldError, Invalid


def check_number(number: str) -> None:
    """Raises Invalid for a number that no plan has room for; `number` is E.164."""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        problem = FieldError("number", "invalid_format", f"{number} is not a possible phone number in E.164 format")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))


def country_of(number: str) -> str | None:
    """ISO 3166-1 alpha-2; None for numbers that belong to no country. `number` passed `check_number`."""
    region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    return region if region is not None and region.isalpha() else None
