"""Phone numbers as people write them, and as they are stored: E.164 (ITU-T Recommendation E.164)."""

from __future__ import annotations

import phonenumbers

from talkif_schemas.errors import FieldError, Invalid


def e164(text: str, region: str | None = None) -> str | None:
    """The stored form; None when it cannot be a number.

    `region`: two letters of the country whose national form is taken, too.
    """
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension or not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def checked_e164(text: str, field: str) -> str:
    """The stored form. Raises Invalid, which names the field."""
    number = e164(text)
    if number is None:
        problem = FieldError(field, "invalid_format", "Phone number must be in E.164 format")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return number
