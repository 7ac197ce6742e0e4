"""Telling callers that they are recorded, or asking them for it: "This call is recorded", "May I record this?"."""

from __future__ import annotations

from ..notice import Notice, pattern
from . import english, french, german, spanish

_WORDS = (
    "record|tape"
    "|aufge|aufzu|aufne|aufna|aufzei|mitge|mitschn|mitzu|zeichne|schneide|nehme"
    "|enregistr|grab"
    "|registrat|registraz|gravad|gravaç|opgenomen|opname"
)
_SHORT = (r"\bregistrat|\bregistraz|\bgravad|\bgravaç|\bopgenomen\b|\bopname",)
"""Italian, Portuguese and Dutch."""

RECORDED = Notice(
    words=pattern(_WORDS),
    said=pattern(*english.SAID, *german.SAID, *french.SAID, *spanish.SAID, *_SHORT),
    denied=pattern(*english.DENIED, *german.DENIED, *french.DENIED, *spanish.DENIED),
)
