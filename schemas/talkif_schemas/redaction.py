"""Takes secrets out of text that leaves the program: log lines and traces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_REDACTED: Final = "[redacted]"
#: Shorter values would take words out of ordinary text.
_SHORTEST_CHARS: Final = 8

#: What looks like a secret whoever it belongs to: our keys, webhook secrets, vendors' keys, passwords in URLs.
_FORMS: Final = re.compile(
    r"""
    tif_live_[A-Za-z0-9]+
    | whsec_[A-Za-z0-9+/=_-]+
    | \b(?:sk|xai|gsk)[-_][A-Za-z0-9_-]{16,}
    | \bAIza[A-Za-z0-9_-]{30,}
    | (?<=://)[^\s/:@]*:[^\s/@]+(?=@)
    | (?i:(?<=bearer\s)|(?<=basic\s))[A-Za-z0-9._~+/=-]{8,}
    | (?i:(?<=password=)|(?<=signature=)|(?<=token=)|(?<=api_key=))[^\s&"']+
    """,
    re.VERBOSE,
)


class Redaction:
    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets`: values that this program holds, such as its vendors' keys."""
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_CHARS}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(_REDACTED, text)
        return _FORMS.sub(_REDACTED, text)
