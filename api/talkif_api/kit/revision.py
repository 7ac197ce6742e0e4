"""ETags and If-Match, where two writers can meet. RFC 9110, sections 8.8.3 and 13.1.1.

A resource counts its changes in `revision`; its ETag is that number in quotes.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, TypeAlias

from fastapi import Header

from talkif_schemas.errors import FieldError, Invalid, PreconditionFailed

_FORM: Final = re.compile(r'"(\d{1,9})"')

IfMatch: TypeAlias = Annotated[
    str | None,
    Header(
        description="ETag of the answer that the change is based on; another state is refused with 412.",
        json_schema_extra={"format": "etag"},
    ),
]


def etag(revision: int) -> str:
    return f'"{revision}"'


def expected_revision(if_match: str | None) -> int | None:
    """None: any. Raises Invalid for what no answer of ours had as its ETag."""
    if if_match is None or if_match.strip() == "*":
        return None
    match = _FORM.fullmatch(if_match.strip())
    if match is None:
        problem = FieldError("If-Match", "invalid_format", 'The ETag of an answer expected, such as "3"')
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return int(match[1])


def check_revision(current: int, expected: int | None) -> None:
    """Raises PreconditionFailed."""
    if expected is not None and current != expected:
        raise PreconditionFailed(
            "precondition_failed",
            f"The resource has changed: it is at revision {current}, not {expected}. Read it again.",
            meta={"revision": current},
        )
