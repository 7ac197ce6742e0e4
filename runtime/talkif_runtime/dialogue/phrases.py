"""The few sentences that the runtime says on its own, when something is broken and the flow says nothing about it.

Keyed by the language part of a BCP 47 tag; English when the language is not listed.
"""

from __future__ import annotations

_ONCE_MORE = {
    "en": "Sorry, I did not get that. Could you say it again?",
    "de": "Entschuldigung, das habe ich nicht verstanden. Können Sie das bitte wiederholen?",
    "es": "Perdone, no le he entendido. ¿Puede repetirlo?",
    "fr": "Pardon, je n'ai pas compris. Pouvez-vous répéter ?",
}
_GIVE_UP = {
    "en": "I am sorry, we have a technical problem. Please call again later. Goodbye.",
    "de": "Es tut mir leid, wir haben ein technisches Problem. Bitte rufen Sie später noch einmal an. Auf Wiederhören.",
    "es": "Lo siento, tenemos un problema técnico. Por favor, llame más tarde. Adiós.",
    "fr": "Je suis désolé, nous avons un problème technique. Veuillez rappeler plus tard. Au revoir.",
}
_CONFIRM = {
    "en": "I understood {value}. Is that right?",
    "de": "Ich habe {value} verstanden. Ist das richtig?",
    "es": "He entendido {value}. ¿Es correcto?",
    "fr": "J'ai compris {value}. Est-ce exact ?",
}
_YES_NO = {"en": "yes no", "de": "ja nein", "es": "sí no", "fr": "oui non"}


def _pick(phrases: dict[str, str], language: str) -> str:
    return phrases.get(language.split("-")[0].lower(), phrases["en"])


def once_more(language: str) -> str:
    return _pick(_ONCE_MORE, language)


def give_up(language: str) -> str:
    return _pick(_GIVE_UP, language)


def confirm(language: str, value: str) -> str:
    return _pick(_CONFIRM, language).format(value=value)


def yes_or_no(language: str, value: bool) -> str:
    yes, no = _pick(_YES_NO, language).split()
    return yes if value else no
