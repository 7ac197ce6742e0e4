"""Kinds of text that are written for the eye, and what to write instead."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from msgspec import Struct

Rewrite = Callable[[re.Match[str], str], str | None]
"""What stands instead, given the quotation mark that may be used inside of it; None when only a person can tell."""


class Kind(Struct, frozen=True):
    pattern: re.Pattern[str]
    why: str
    advice: str
    rewrite: Rewrite
    is_safe: bool = False


def _by_hand(_match: re.Match[str], _quote: str) -> None:
    return None


def _inner(match: re.Match[str], _quote: str) -> str:
    return match["inner"]


def _nothing(_match: re.Match[str], _quote: str) -> str:
    return ""


def _lower(match: re.Match[str], _quote: str) -> str:
    return match[0].lower()


def _entity(match: re.Match[str], _quote: str) -> str | None:
    plain = html.unescape(match[0])
    return plain if plain != match[0] and plain.isalpha() else None


def _helper(name: str) -> Rewrite:
    return lambda match, quote: f"{{{{{name} {quote}{match[0]}{quote}}}}}"


def _kind(pattern: str, why: str, advice: str, rewrite: Rewrite = _by_hand, *, is_safe: bool = False) -> Kind:
    return Kind(re.compile(pattern, re.MULTILINE | re.VERBOSE), why, advice, rewrite, is_safe)


SUSPECT = re.compile(
    r"""[\[*`&@\#] | __ | // | www\. | ^[-\u2022] | \d{5} | \d{4}-\d | \+\d | [A-Z]{3}
    | [\U0001F1E6-\U0001FAFF\u2600-\u27BF\u2B50\u2B55]""",
    re.MULTILINE | re.VERBOSE,
)
"""In every text that one of the kinds is in, and in few others."""

KINDS: tuple[Kind, ...] = (
    _kind(
        r"\[(?P<inner>[^\]\n]{1,80})\]\([^)\s]{1,500}\)",
        "a link of Markdown is read out with its address",
        "Say where to find it, or send it in a `message`.",
        _inner,
    ),
    _kind(
        r"\b(?:https?://|www\.)[^\s\"'<>]{0,300}[\w/]",
        "an address of a page is spelled out, and nobody can note it down",
        "Name the page in words, or send the address in a `message`.",
    ),
    _kind(
        r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,}\b",
        "an e-mail address is read as one word",
        'Write it as it is spoken ("info at acme dot com"), or send it in a `message`.',
        lambda match, _quote: match[0].replace("@", " at ").replace(".", " dot "),
    ),
    _kind(
        r"(?P<mark>\*\*|__|`{1,3})(?P<inner>[^*_`\n]{1,300})(?P=mark)",
        "marks of Markdown are read out, or swallow a word",
        "Remove the marks.",
        _inner,
        is_safe=True,
    ),
    _kind(
        r"^(?:\#{1,6}|[-*\u2022])\x20+(?=\S)", "marks of Markdown mean nothing to the ear", "Write sentences.", _nothing
    ),
    _kind(
        r"&(?:[a-zA-Z]{2,8}|\#[0-9]{1,6}|\#x[0-9a-fA-F]{1,5});", "an HTML entity is read out", "Write it out.", _entity
    ),
    _kind(
        r"[\U0001F1E6-\U0001FAFF\u2600-\u27BF\u2B50\u2B55]\uFE0F?",
        "an emoji is left out or read out by its name",
        "Remove it.",
        _nothing,
        is_safe=True,
    ),
    _kind(
        r"(?<![\w.,/-])\d{4}-\d{2}-\d{2}(?![\w-])",
        "a date in this form is read as numbers",
        "Use the helper `date`.",
        _helper("date"),
        is_safe=True,
    ),
    _kind(
        r"(?<![\w.,/-])\+[1-9]\d{6,14}(?!\w)",
        "a phone number is read as one big number",
        "Use the helper `phone`.",
        _helper("phone"),
        is_safe=True,
    ),
    _kind(
        r"(?<![\w.,/+-])\d{5,}+(?!\w|[.,]\d)",
        "so many digits are read as one big number",
        "Use the helper `spell` to have them read one by one.",
        _helper("spell"),
    ),
    _kind(
        r"\b[A-Z]{3,40}(?:\x20[A-Z]{3,40})+\b|\b[A-Z]{7,40}\b",
        "words in capitals may be spelled out letter by letter",
        "Write them in small letters; speech stresses by its words.",
        _lower,
    ),
)
