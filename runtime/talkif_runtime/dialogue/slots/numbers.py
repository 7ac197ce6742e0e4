"""Digits, numbers and sums of money.

Homophones that recognisers write for digits ("for", "to", "oh") are put right when digits are what we wait for.
"""

from __future__ import annotations

import re

from .words import with_digits, words

_DIGIT_HOMOPHONES = {
    "en": {
        "oh": "zero",
        "o": "zero",
        "nought": "zero",
        "won": "one",
        "to": "two",
        "too": "two",
        "for": "four",
        "fore": "four",
        "ate": "eight",
        "niner": "nine",
    },
    "de": {"zwo": "zwei"},
}
_REPEATS = {"en": {"double": 2, "triple": 3}, "es": {"doble": 2, "triple": 3}, "de": {"doppel": 2}}
_MINUS = {
    "en": ("minus", "negative"),
    "de": ("minus",),
    "es": ("menos",),
    "fr": ("moins",),
    "it": ("meno",),
    "nl": ("min",),
    "pt": ("menos",),
}
_QUANTITIES = {
    "en": {"none": "0", "nothing": "0", "a couple": "2", "a dozen": "12", "half a dozen": "6", "a hundred": "100"},
    "de": {"keine": "0", "keinen": "0", "ein paar": "2", "ein dutzend": "12"},
    "es": {"ninguno": "0", "ninguna": "0", "una docena": "12"},
    "fr": {"aucun": "0", "aucune": "0", "une douzaine": "12"},
}
#: Languages that write 1,234.50; the others that we know write 1.234,50.
_POINT_DECIMAL = frozenset({"en", "zh", "ja", "ko", "he", "th"})
_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?")
_THOUSANDS = {"k": 1_000, "grand": 1_000, "million": 1_000_000, "mille": 1_000}
_CENT = r"(?:cents?|¢|pence|p|centavos?|céntimos?|centimes?)"
_CENTS = rf"(?:(?:and|und|y|con|et|e|en)\s+)?(\d{{1,2}})(?:\s*{_CENT})?"
_UNITS = (
    r"dollars?|bucks?|pounds?|quid|euros?|francs?|franken|pesos?|reais|real|soles|yen|rupees?|kronor|kroner|"
    r"usd|eur|gbp|chf|\$|€|£"
)
_UNITS_AND_CENTS = re.compile(rf"(\d+)\s*(?:{_UNITS})\s*{_CENTS}(?!\d)")
_BARE_PAIR = re.compile(r"(?<!\d)(\d{1,4})(?: con)? (\d{2})(?!\d)")
_CENTS_ALONE = re.compile(rf"^(\d+)\s*{_CENT}$")


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
    return with_digits(" ".join(said), language)


def digits(text: str, language: str) -> str:
    """Every digit of an answer in order: "it's four one, five" -> "415"."""
    return "".join(character for character in spoken_digits(text, language) if character in "0123456789")


def number(text: str, language: str) -> float | int | None:
    """The first number in an answer."""
    found = _NUMBER.search(_plain(text, language))
    return _value(found[0]) if found is not None else None


def money(text: str, language: str) -> float | int | None:
    """The first sum in an answer: "twelve dollars and fifty cents", "twelve fifty", "$1,234.50", "5k"."""
    plain = _plain(text, language)
    if cents := _CENTS_ALONE.match(plain):
        return int(cents[1]) / 100
    plain = _UNITS_AND_CENTS.sub(lambda found: f"{found[1]}.{int(found[2]):02}", plain)
    plain = _BARE_PAIR.sub(r"\1.\2", plain, count=1)
    found = _NUMBER.search(plain)
    if found is None:
        return None
    following = words(plain[found.end() :])[:1]
    value = float(found[0]) * next((_THOUSANDS[word] for word in following if word in _THOUSANDS), 1)
    return _value(f"{value:.2f}")


def _plain(text: str, language: str) -> str:
    """Lower case, number words as digits, a point before decimals and nothing between thousands."""
    said = text.casefold()
    for phrase, figure in sorted(_QUANTITIES.get(language, {}).items(), key=lambda item: -len(item[0])):
        said = re.sub(rf"(?<!\w){phrase}(?!\w)", figure, said)
    said = with_digits(said, language)
    minus = "|".join(_MINUS.get(language, _MINUS["en"]))
    said = re.sub(rf"(?<!\w)(?:{minus}) (?=\d)", "-", said)
    if language in _POINT_DECIMAL:
        return re.sub(r"(?<=\d),(?=\d{3})", "", said).replace(",", " ")
    return re.sub(r"(?<=\d)[.](?=\d{3}(?!\d))", "", said).replace(",", ".")


def _value(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value
