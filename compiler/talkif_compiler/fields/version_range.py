"""Ranges of versions, as npm and Cargo write them: `1.4.2`, `^1.2`, `~1.2.3`, `>=1.2 <2`, `1.x`."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from msgspec import Struct

from ..syntax.document import Scalar, Value
from .leaves import Leaf, Spanned
from .problems import Problems, Refused

Version: TypeAlias = tuple[int, int, int]

_PART = re.compile(
    r"(?P<sign>\^|~|>=|<=|>|<|=)?v?(?P<major>\d{1,9})(?:\.(?P<minor>\d{1,9}|x))?(?:\.(?P<patch>\d{1,9}|x))?"
)
_VERSION = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})")
_HYPHEN = re.compile(r"(?P<first>[\dx.]+)\s+-\s+(?P<last>[\dx.]+)")
_LABEL = re.compile(r"(?<=[\dx])[-+][0-9A-Za-z.+-]+")
_EXAMPLES = 'Such as `^1.2`, `~1.2.3`, `1.x` or `">=1.2 <2"`.'
_END = 1 << 62


class VersionRange(Struct, frozen=True):
    """Versions from `least` up to, but not including, `before`."""

    text: str
    least: Version
    before: Version

    def allows(self, version: Version) -> bool:
        return self.least <= version < self.before


def parse_version(text: str) -> Version | None:
    match = _VERSION.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def parse_range(text: str) -> VersionRange | None:
    """None for text that is no range. Several parts, with spaces between them, hold together."""
    least, before = (0, 0, 0), (_END, 0, 0)
    rest = re.sub(r"(\^|~|>=|<=|>|<|=)\s+", r"\1", text.strip())
    if rest == "*":
        return VersionRange(text, least, before)
    for part in rest.split():
        bounds = _bounds(part)
        if bounds is None:
            return None
        least, before = max(least, bounds[0]), min(before, bounds[1])
    return VersionRange(text, least, before) if rest else None


def _bounds(part: str) -> tuple[Version, Version] | None:
    match = _PART.fullmatch(part)
    if match is None:
        return None
    minor = None if match["minor"] in (None, "x") else int(match["minor"])
    patch = None if match["patch"] in (None, "x") or minor is None else int(match["patch"])
    major = int(match["major"])
    version = (major, minor or 0, patch or 0)
    following = _following(major, minor, patch)
    match match["sign"]:
        case "^":
            return version, _next_breaking(major, minor, patch)
        case "~":
            return version, (major + 1, 0, 0) if minor is None else (major, minor + 1, 0)
        case ">=":
            return version, (_END, 0, 0)
        case ">":
            return following, (_END, 0, 0)
        case "<":
            return (0, 0, 0), version
        case "<=":
            return (0, 0, 0), following
        case _:
            return version, following


def _following(major: int, minor: int | None, patch: int | None) -> Version:
    """The first version after all that the text names."""
    if minor is None:
        return major + 1, 0, 0
    return (major, minor + 1, 0) if patch is None else (major, minor, patch + 1)


def _next_breaking(major: int, minor: int | None, patch: int | None) -> Version:
    """The left-most part that is not zero may not change (semver 2.0.0, part 4: before 1.0.0 anything may)."""
    if major or minor is None:
        return major + 1, 0, 0
    return (0, minor + 1, 0) if minor or patch is None else (0, 0, patch + 1)


def _read_range(value: Value, problems: Problems) -> Spanned[VersionRange]:
    if not isinstance(value, Scalar) or value.value is None:
        problems.wrong_type(value, "a range of versions", _EXAMPLES)
    found = parse_range(value.text)
    if found is None:
        message, advice = _fault(value.text)
        problems.report("wrong-type", message, value.span, help=advice)
        raise Refused
    if found.least >= found.before:
        problems.report("wrong-type", f"no version is in `{value.text}`", value.span, help=_EXAMPLES)
    return Spanned(found, value.span)


def _fault(text: str) -> tuple[str, str]:
    """What is wrong with text that is no range, and help."""
    if "||" in text:
        return f"`{text}` joins ranges with `||`, and a range is one stretch of versions", _EXAMPLES
    if match := _HYPHEN.fullmatch(text.strip()):
        advice = f'Write `">={match["first"]} <={match["last"]}"`.'
        return f"`{text}` is written with a hyphen, which ranges do not have here", advice
    if match := _LABEL.search(text):
        return f"`{text}` has the label `{match[0]}`, and versions are three numbers alone", _EXAMPLES
    return f"`{text}` is no range of versions", _EXAMPLES


Range = Annotated[Spanned[VersionRange], Leaf(_read_range, {"type": ["string", "number"]})]
