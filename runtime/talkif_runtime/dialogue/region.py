"""The country whose phone numbers are written without a prefix."""

from __future__ import annotations

import phonenumbers

from .step import Step

_ANYWHERE = "US"


def region_of(step: Step) -> str:
    """That of the called number, else that of the flow's language."""
    try:
        called = phonenumbers.parse(str(step.state.call.get("to")), None)
    except phonenumbers.NumberParseException:
        called = None
    region = phonenumbers.region_code_for_number(called) if called is not None else None
    _, *subtags = step.program.artifact.language.split("-")
    # Satellite phones and the like have a number for a region.
    known = [region or "", *subtags, _ANYWHERE]
    return next(code.upper() for code in known if len(code) == 2 and code.isalpha())
