"""The country whose phone numbers are written without a prefix."""

from __future__ import annotations

import phonenumbers

_ANYWHERE = "US"


def region_of(number: str, language: str) -> str:
    """That of the called number, else that of the flow's language, a BCP 47 tag."""
    try:
        called = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        called = None
    region = phonenumbers.region_code_for_number(called) if called is not None else None
    _, *subtags = language.split("-")
    # Satellite phones and the like have a number for a region.
    known = [region or "", *subtags, _ANYWHERE]
    return next(code.upper() for code in known if len(code) == 2 and code.isalpha())
