"""Plain scalars by the core schema of YAML 1.2.2 (section 10.3.2), and where other readers see something else.

PyYAML's own resolver is YAML 1.1: `on` and `no` become booleans there, `12:30` becomes 750.
"""

from __future__ import annotations

import re

from .document import Plain

_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

_OLD_BOOL = re.compile(r"y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF")
_OLD_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")
_OLD_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")

#: Longer numerals are kept as text: Python refuses to convert more than 4,300 digits, and no flow counts that far.
_MAX_NUMERAL = 40
_FIRST_OF_NUMERALS = frozenset("-+.0123456789")
_FIRST_OF_DOUBTFUL = _FIRST_OF_NUMERALS | frozenset("tTfFyYnNoO")


def resolve(text: str) -> Plain:
    """Value of a plain scalar. `.inf` and `.nan` stay text: JSON, and so the artifact, has no such numbers."""
    if text[:1] not in _FIRST_OF_NUMERALS:
        return _WORDS.get(text, text)
    if len(text) > _MAX_NUMERAL:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEX.fullmatch(text):
        return int(text, 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def other_reading(text: str) -> str | None:
    """What a YAML reader may make of a plain scalar that is meant as text, or None when all agree on text."""
    if text[:1] not in _FIRST_OF_DOUBTFUL:
        return None
    value = resolve(text)
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return f"the number {value}"
    if _OLD_BOOL.fullmatch(text):
        return "a boolean"
    if _OLD_BASE_60.fullmatch(text):
        return "a number in base 60"
    if _OLD_DATE.fullmatch(text):
        return "a date"
    return None
