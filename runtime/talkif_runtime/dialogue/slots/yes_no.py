"""Yes or no, in the words that people use for it."""

from __future__ import annotations

from .words import without, words

_YES = {
    "en": {"yes", "yeah", "yep", "yup", "sure", "correct", "right", "ok", "okay", "absolutely", "definitely", "please",
           "true", "exactly", "indeed", "affirmative", "certainly", "fine", "good"},
    "de": {"ja", "jawohl", "genau", "richtig", "stimmt", "gerne", "klar", "ok", "okay", "sicher", "natürlich", "jo"},
    "es": {"sí", "si", "claro", "correcto", "vale", "exacto", "ok", "bueno", "seguro", "cierto"},
    "fr": {"oui", "ouais", "exact", "correct", "ok", "bien", "absolument", "parfait"},
    "it": {"sì", "si", "certo", "esatto", "giusto", "corretto", "ok", "va"},
    "nl": {"ja", "jawel", "klopt", "juist", "correct", "prima", "graag", "ok", "oké", "zeker"},
    "pt": {"sim", "certo", "correto", "claro", "exato", "isso", "ok"},
}  # fmt: skip
_NO = {
    "en": {"no", "nope", "nah", "not", "don't", "wrong", "incorrect", "never", "isn't", "false", "negative", "neither"},
    "de": {"nein", "nicht", "falsch", "nee", "nö", "niemals", "kein", "keine"},
    "es": {"no", "incorrecto", "nunca", "tampoco", "mal"},
    "fr": {"non", "pas", "faux", "jamais"},
    "it": {"no", "non", "sbagliato", "mai"},
    "nl": {"nee", "niet", "fout", "nooit", "verkeerd"},
    "pt": {"não", "nao", "errado", "nunca"},
}
#: What means yes although a word of it means no.
_YES_PHRASES = {
    "en": ("no problem", "why not", "not wrong", "not a problem", "no doubt", "i don't mind", "of course", "go ahead",
           "i do", "i am", "i would", "it is", "uh huh", "mm hmm", "mhm", "sounds good", "you bet", "that's it"),
    "de": ("kein problem", "warum nicht", "auf jeden fall", "na klar"),
    "es": ("por supuesto", "cómo no", "como no", "no hay problema", "de acuerdo", "así es"),
    "fr": ("pas de problème", "pourquoi pas", "bien sûr", "d'accord", "tout à fait", "c'est ça"),
    "it": ("nessun problema", "perché no", "d'accordo", "va bene"),
    "nl": ("geen probleem", "waarom niet", "dat klopt"),
    "pt": ("sem problema", "por que não", "com certeza", "isso mesmo"),
}  # fmt: skip
_NO_PHRASES = {
    "en": ("no thank you", "no thanks", "not really", "i don't think so", "absolutely not", "of course not",
           "not okay", "not right", "not correct", "i am not", "i'm not", "it is not", "i do not", "i'd rather not"),
    "de": ("auf keinen fall",),
    "es": ("de ninguna manera", "para nada"),
    "fr": ("pas du tout", "pas vraiment"),
}  # fmt: skip


def yes_no(text: str, language: str) -> bool | None:
    """A no anywhere wins over a yes: "yes, no, that is wrong" is a no."""

    def of(table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        return table.get(language, ())

    plain = " ".join(words(text))
    left = without(plain, of(_NO_PHRASES))
    if left != plain:
        return False
    rest = without(plain, of(_YES_PHRASES))
    said = set(words(rest))
    if said & _NO.get(language, _NO["en"]):
        return False
    if rest != plain or said & _YES.get(language, _YES["en"]):
        return True
    return None
