"""Words by which a flow speaks of people who want no more calls."""

from __future__ import annotations

import re

WORDS = re.compile(
    r"""
      \b(?:stop|quit)\ (?:calling|phoning|these\ calls)\b
    | \bno\ (?:more|further|future)\ (?:phone\ )?calls\b
    | (?:\bnot|\bnever|n't)\ (?:want\ |wish\ |like\ )?(?:to\ )?be\ (?:called|contacted|phoned)\b
    | (?:\bnot|n't)\ (?:want|wish\ for|like)\ (?:any\ )?(?:more|further|future|these)\ (?:phone\ )?calls\b
    | \bopt(?:s|ed|ing)?[\ -]?out\b | \bdo[\ -]not[\ -]call\b | \bunsubscribe
    | \b(?:remove|removed|take|taken)\b.{0,30}\b(?:list|database)\b
    | \bkeine\ (?:weiteren\ )?anrufe\b | \bnicht\ mehr\ angerufen\b | \bplus\ (?:être\ )?appel | \bno\ (?:ser\ )?llamad
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""In sentences."""

NAME = re.compile(r"opt(?:ed)?[_-]?out|do[_-]?not[_-]?call|\bdnc|_dnc|unsubscribe|blocklist|suppress", re.IGNORECASE)
"""In names of tools and outcomes."""
