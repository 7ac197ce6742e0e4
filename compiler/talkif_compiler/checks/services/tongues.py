"""Tells seven languages apart by their small words."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_MIN_LETTERS = 200
_MIN_HITS = 8
_MARGIN = 2.0
"""How many times as many small words as the second-best language the best one needs."""

SMALL_WORDS = {
    "en": "the and of to is are you your with for not this that it be on have will what when if they their from "
    "or as at an do does ask can should must only never always there which who how",
    "de": "der die das und ist nicht sie ein eine einen dem den des mit auf für von zu im wenn oder wird werden "
    "sind aus bei nach wie auch nur kann soll muss ihr ihre dass nie immer kein keine sich",
    "fr": "le la les des un une est et vous votre vos pour dans que qui ne pas avec sur au aux du ce cette ces "
    "si ou sont il elle nous par être doit toujours jamais",
    "es": "el la los las un una es y usted su sus para en que no con por del al si o son se lo le este esta "
    "como pero más nunca siempre debe cuando cada",
    "it": "il lo la gli le un una è e di che non con per del della dei al alla se o sono si suo sua come ma più "
    "sempre mai deve quando ogni nel nella questo questa",
    "pt": "o a os as um uma é e você seu sua para em que não com por do da dos das ao se ou são como mas mais "
    "nunca sempre deve quando cada no na este esta",
    "nl": "de het een en is niet u uw je met voor van op te dat die als of zijn wordt worden bij naar hoe ook "
    "alleen kan moet nooit altijd geen zich aan er maar",
}

_TONGUES: dict[str, tuple[str, ...]] = {
    word: tuple(tongue for tongue, words in SMALL_WORDS.items() if word in words.split())
    for word in " ".join(SMALL_WORDS.values()).split()
}
"""Small word -> languages that have it."""

NAMES: dict[str, frozenset[str]] = {
    "ar": frozenset({"arabic", "العربية"}),
    "cs": frozenset({"czech", "česky", "čeština"}),
    "da": frozenset({"danish", "dansk"}),
    "de": frozenset({"german", "deutsch", "deutsche", "deutschen"}),
    "en": frozenset({"english", "englisch", "anglais", "inglés", "inglese", "inglês", "engels"}),
    "es": frozenset({"spanish", "español", "castellano", "spanisch", "espagnol", "spagnolo", "espanhol", "spaans"}),
    "fi": frozenset({"finnish", "suomi", "suomeksi"}),
    "fr": frozenset({"french", "français", "französisch", "francés", "francese", "francês", "frans"}),
    "hi": frozenset({"hindi", "हिन्दी"}),
    "it": frozenset({"italian", "italiano", "italienisch", "italien", "italiaans"}),
    "ja": frozenset({"japanese", "日本語"}),
    "ko": frozenset({"korean", "한국어"}),
    "nl": frozenset({"dutch", "nederlands", "niederländisch", "néerlandais"}),
    "no": frozenset({"norwegian", "norsk"}),
    "pl": frozenset({"polish", "polski", "polsku"}),
    "pt": frozenset({"portuguese", "português", "portugiesisch", "portugais", "portugués"}),
    "ru": frozenset({"russian", "русский"}),
    "sv": frozenset({"swedish", "svenska"}),
    "tr": frozenset({"turkish", "türkçe"}),
    "zh": frozenset({"chinese", "mandarin", "中文"}),
}
"""Language -> words that name it, as prompts do: "Answer in German"."""

ENGLISH_NAMES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch"} | {
    "pt": "Portuguese"
}


def words_of(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def detect(text: str) -> str | None:
    """The language of a text, when it is long enough and there is no doubt."""
    words = words_of(text)
    if sum(map(len, words)) < _MIN_LETTERS:
        return None
    hits = Counter(tongue for word in words for tongue in _TONGUES.get(word, ()))
    (best, most), (_, second), *_ = [*hits.most_common(2), ("", 0), ("", 0)]
    is_clear = most >= _MIN_HITS and most >= _MARGIN * second and most * 6 >= len(words)
    return best if is_clear else None
