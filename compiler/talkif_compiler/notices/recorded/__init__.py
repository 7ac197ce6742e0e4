"""Telling callers that they are recorded, or asking them for it: "This call is recorded", "May I record this?"."""

from __future__ import annotations

from ..notice import Notice, Tongue, pattern
from . import english, french, german, spanish

_OTHERS = r"\bregistrat|\bregistraz|\bgravad|\bgravaç|\bopgenomen\b|\bopname"
"""Italian, Portuguese and Dutch, by words alone."""

_TONGUES = tuple(
    Tongue(pattern(tongue.WORDS), tongue.SAID, tongue.DENIED) for tongue in (english, german, french, spanish)
)

RECORDED = Notice(
    words=pattern(english.WORDS, german.WORDS, french.WORDS, spanish.WORDS, _OTHERS),
    tongues=(*_TONGUES, Tongue(pattern(_OTHERS), (_OTHERS,))),
)
