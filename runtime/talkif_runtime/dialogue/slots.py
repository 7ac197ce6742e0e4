"""From what a caller said or typed to the value of a slot. Pure; None means that it does not fit.

Number words are read by text2num for the languages that it knows; homophones that recognisers write for digits ("for",
"to", "oh") are put right first when digits are what we wait for.
"""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from text_to_num import alpha2digit

from talkif_schemas.artifact import CollectNode, SlotType

_NUMBER_WORDS = frozenset({"en", "de", "es", "fr", "it", "nl", "pt"})
_DIGIT_HOMOPHONES = {
    "en": {
        "oh": "zero",
        "o": "zero",
        "won": "one",
        "to": "two",
        "too": "two",
        "for": "four",
        "fore": "four",
        "ate": "eight",
    }
}
_REPEATS = {"en": {"double": 2, "triple": 3}}
_YES = {
    "en": {"yes", "yeah", "yep", "yup", "sure", "correct", "right", "ok", "okay", "absolutely", "definitely", "please"},
    "de": {"ja", "genau", "richtig", "stimmt", "gerne", "klar", "ok", "okay"},
    "es": {"sí", "si", "claro", "correcto", "vale", "exacto", "ok"},
    "fr": {"oui", "ouais", "exact", "correct", "ok"},
}
_NO = {
    "en": {"no", "nope", "nah", "not", "don't", "wrong", "incorrect", "never"},
    "de": {"nein", "nicht", "falsch", "nee"},
    "es": {"no", "incorrecto", "nunca", "tampoco"},
    "fr": {"non", "pas", "faux", "jamais"},
}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


def words(text: str) -> list[str]:
    """Lower-case words without punctuation."""
    return _WORD.findall(text.casefold())


def mentions(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` occur in `text`, side by side."""
    said, wanted = words(text), words(phrase)
    count = len(wanted)
    return count > 0 and any(said[start : start + count] == wanted for start in range(len(said) - count + 1))


def parse(node: CollectNode, text: str, language: str) -> Any:
    """The value of the slot, or None. The pattern of the variable has to match the whole value."""
    value = _parse(node.slot, node.values, text.strip(), language.split("-")[0].lower(), language)
    if isinstance(value, str) and node.pattern is not None and re.fullmatch(node.pattern, value) is None:
        return None
    return value


def _parse(slot: SlotType, allowed: tuple[str, ...], text: str, language: str, tag: str) -> Any:
    if slot == "digits":
        return digits(text, language) or None
    if slot in ("number", "money"):
        return number(text, language)
    if slot == "yes_no":
        return yes_no(text, language)
    if slot == "enum":
        return next((value for value in allowed if mentions(text, value.replace("_", " "))), None)
    if slot == "phone":
        return _phone(text, language, tag)
    if slot == "email":
        return _email(text)
    return text.strip(" .,!?") or None


def spoken_digits(text: str, language: str) -> str:
    """Number words as digits, the rest of the words as they are."""
    homophones, repeats = _DIGIT_HOMOPHONES.get(language, {}), _REPEATS.get(language, {})
    said: list[str] = []
    times = 1
    for word in words(text):
        if word in repeats:
            times = repeats[word]
            continue
        said += [homophones.get(word, word)] * times
        times = 1
    joined = " ".join(said)
    return alpha2digit(joined, language, threshold=0) if language in _NUMBER_WORDS else joined


def digits(text: str, language: str) -> str:
    """Every digit of an answer in order: "it's four one, five" -> "415"."""
    return "".join(character for character in spoken_digits(text, language) if character in "0123456789")


def number(text: str, language: str) -> float | int | None:
    """The first number in an answer. A point is the decimal mark."""
    plain = text.replace(",", "")
    spoken = alpha2digit(plain, language, threshold=0) if language in _NUMBER_WORDS else plain
    found = re.search(r"-?\d+(\.\d+)?", spoken)
    if found is None:
        return None
    value = float(found[0])
    return int(value) if value.is_integer() else value


def yes_no(text: str, language: str) -> bool | None:
    """A no anywhere wins over a yes: "yes, no, that is wrong" is a no."""
    said = set(words(text))
    if said & _NO.get(language, _NO["en"]):
        return False
    if said & _YES.get(language, _YES["en"]):
        return True
    return None


def _phone(text: str, language: str, tag: str) -> str | None:
    region = tag.split("-")[1].upper() if "-" in tag else "US"
    written = ("+" if text.lstrip().startswith("+") else "") + digits(text, language)
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _email(text: str) -> str | None:
    spoken = re.sub(r"\s+at\s+", "@", text.casefold())
    spoken = re.sub(r"\s+dot\s+", ".", spoken).replace(" ", "").strip(".,!?")
    return spoken if _EMAIL.fullmatch(spoken) else None
