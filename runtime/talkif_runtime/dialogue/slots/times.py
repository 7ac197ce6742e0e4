"""Times of day as people say them: "half past three", "7 pm", "noon", "15 Uhr 30". They become HH:MM.

An hour from one to six without a word about the part of the day is in the afternoon: nobody books at three at night.
"""

from __future__ import annotations

import re

from .words import mentions, with_digits

_NOON = {"en": ("noon", "midday"), "de": ("mittag", "mittags"), "es": ("mediodía",), "fr": ("midi",),
         "it": ("mezzogiorno",), "nl": ("twaalf uur 's middags",), "pt": ("meio-dia", "meio dia")}  # fmt: skip
_MIDNIGHT = {"en": ("midnight",), "de": ("mitternacht",), "es": ("medianoche",), "fr": ("minuit",),
             "it": ("mezzanotte",), "nl": ("middernacht",), "pt": ("meia-noite", "meia noite")}  # fmt: skip
_MORNING = {
    "en": ("am", "a m", "in the morning", "this morning", "tomorrow morning"),
    "de": ("morgens", "früh", "vormittags", "am vormittag", "am morgen"),
    "es": ("de la mañana", "de la madrugada"),
    "fr": ("du matin",),
    "it": ("di mattina", "del mattino"),
    "nl": ("'s ochtends", "'s morgens", "s ochtends", "s morgens"),
    "pt": ("da manhã", "da madrugada"),
}
_EVENING = {
    "en": ("pm", "p m", "in the afternoon", "in the evening", "at night", "tonight", "this afternoon", "this evening",
           "afternoon", "evening"),
    "de": ("nachmittags", "abends", "nachts", "am nachmittag", "am abend", "heute abend"),
    "es": ("de la tarde", "de la noche"),
    "fr": ("de l'après-midi", "de l'après midi", "du soir", "ce soir"),
    "it": ("di pomeriggio", "del pomeriggio", "di sera", "stasera"),
    "nl": ("'s middags", "'s avonds", "s middags", "s avonds", "vanavond"),
    "pt": ("da tarde", "da noite"),
}  # fmt: skip
_HALF_TO = {"de": "halb", "nl": "half"}
"""Half of the hour that has begun: "halb vier" is 3:30."""
#: (before the hour, minutes), (after the hour, minutes): "quarter past three", "las tres y cuarto".
_BEFORE = {
    "en": ((r"half past", 30), (r"(?:a )?quarter (?:past|after)", 15), (r"(?:a )?quarter (?:to|of|till)", -15),
           (r"(\d{1,2}) (?:minutes? )?(?:past|after)", 1), (r"(\d{1,2}) (?:minutes? )?(?:to|till)", -1)),
    "de": ((r"viertel nach", 15), (r"viertel vor", -15), (r"(\d{1,2}) (?:minuten )?nach", 1),
           (r"(\d{1,2}) (?:minuten )?vor", -1)),
    "nl": ((r"kwart over", 15), (r"kwart voor", -15), (r"(\d{1,2}) over", 1), (r"(\d{1,2}) voor", -1)),
}  # fmt: skip
_AFTER = {
    "es": ((r"y media", 30), (r"menos (\d{1,2})", -1), (r"y (\d{1,2})", 1)),
    "fr": ((r"et demie?", 30), (r"et quart", 15), (r"moins le quart", -15), (r"moins (\d{1,2})", -1)),
    "it": ((r"e mezz[ao]", 30), (r"meno (\d{1,2})", -1), (r"e (\d{1,2})", 1)),
    "pt": ((r"e meia", 30), (r"e (\d{1,2})", 1)),
}
_HOUR_WORD = r"(?:\s*(?:o'?clock|uhr|heures?|horas?|h|uur|ore))?"
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?(?::|h|\.)\s?(\d{2})(?!\d)")
_HOUR_MINUTE = re.compile(rf"(?<!\d)(\d{{1,2}}){_HOUR_WORD} (?:und |e |y |et )?(?:oh |o )?(\d{{1,2}})(?!\d)")
_BLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])([0-5]\d)(?!\d)")
_HOUR = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def time_of_day(text: str, language: str, *, keyed: bool) -> str | None:
    """`keyed`: the text comes from the keypad."""
    if keyed:
        keys = f"{text}00" if len(text) <= 2 else text
        found = _BLOCK.fullmatch(keys)
        return _written(int(found[1]), int(found[2])) if found is not None else None
    plain = re.sub(r"(?<=\b[ap])\.?\s?m\b\.?", "m", text.casefold().replace("’", "'"))
    # As an ordinal a quarter would become a figure: "las ocho y cuarto" is not 8:04.
    plain = re.sub(r"\b(?:u[nm] )?[cq]uarto\b", "15", plain) if language in _AFTER else plain
    plain = with_digits(plain, language)
    plain = re.sub(r"(?<=\d)(?=[ap]m\b)", " ", plain)
    for table, time in ((_MIDNIGHT, "00:00"), (_NOON, "12:00")):
        if any(mentions(plain, word) for word in table.get(language, ())):
            return time
    read = _relative_to_hour(plain, language) or _clock(plain)
    if read is None:
        return None
    hour, minute, exact = read
    total = _in_day(hour, plain, language, exact=exact)
    if total is None or not -60 < minute < 60:
        return None
    return _written(*divmod((total * 60 + minute) % 1_440, 60))


def _relative_to_hour(plain: str, language: str) -> tuple[int, int, bool] | None:
    if (half := _HALF_TO.get(language)) and (found := re.search(rf"\b{half} (\d{{1,2}})(?!\d)", plain)):
        return int(found[1]), -30, False
    for pattern, minutes in _BEFORE.get(language, ()):
        if found := re.search(rf"\b{pattern} (\d{{1,2}})(?!\d)", plain):
            return int(found[found.lastindex or 1]), _minutes(found, minutes, groups=2, place=1), False
    for pattern, minutes in _AFTER.get(language, ()):
        if found := re.search(rf"(?<!\d)(\d{{1,2}}){_HOUR_WORD} {pattern}\b", plain):
            return int(found[1]), _minutes(found, minutes, groups=2, place=2), False
    return None


def _minutes(found: re.Match[str], minutes: int, *, groups: int, place: int) -> int:
    """A pattern with a group of its own says how many; its number is then the sign."""
    return minutes * int(found[place]) if found.lastindex == groups else minutes


def _clock(plain: str) -> tuple[int, int, bool] | None:
    """(hour, minute, whether 24 hours are meant)."""
    if found := _CLOCK.search(plain):
        return int(found[1]), int(found[2]), found[1].startswith("0")
    if found := _HOUR_MINUTE.search(plain):
        return int(found[1]), int(found[2]), False
    if found := _BLOCK.search(plain):
        return int(found[1]), int(found[2]), found[1].startswith("0")
    if found := _HOUR.search(plain):
        return int(found[1]), 0, False
    return None


def _in_day(hour: int, plain: str, language: str, *, exact: bool) -> int | None:
    """The hour of 24, by what was said about the part of the day."""
    if hour > 24:
        return None
    if any(mentions(plain, phrase) for phrase in _EVENING.get(language, ())):
        at_night = hour == 12 and mentions(plain, "at night")
        return 0 if at_night else hour + 12 if hour < 12 else hour
    if any(mentions(plain, phrase) for phrase in _MORNING.get(language, ())):
        return hour % 12 if hour == 12 else hour
    return hour + 12 if 1 <= hour <= 6 and not exact else hour % 24


def _written(hour: int, minute: int) -> str | None:
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
