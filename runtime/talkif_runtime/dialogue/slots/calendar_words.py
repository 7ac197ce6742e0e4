"""Words for days, by language. Lower case; umlauts and accents also without."""

from __future__ import annotations

import re


def _numbered(*lines: str) -> dict[str, int]:
    """Every word of a line -> number of the line, from 1 on."""
    return {word: number for number, line in enumerate(lines, start=1) for word in line.split()}


#: 1 is Monday (ISO 8601).
WEEKDAYS = {
    "en": _numbered("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "de": _numbered("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag"),
    "es": _numbered("lunes", "martes", "miércoles miercoles", "jueves", "viernes", "sábado sabado", "domingo"),
    "fr": _numbered("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "it": _numbered("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    "nl": _numbered("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "pt": _numbered("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"),
}
MONTHS = {
    "en": _numbered(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sep sept", "october oct", "november nov", "december dec",
    ),
    "de": _numbered(
        "januar jänner", "februar", "märz maerz", "april", "mai", "juni juno", "juli", "august", "september", "oktober",
        "november", "dezember",
    ),
    "es": _numbered(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre setiembre", "octubre",
        "noviembre", "diciembre",
    ),
    "fr": _numbered(
        "janvier", "février fevrier", "mars", "avril", "mai", "juin", "juillet", "août aout", "septembre", "octobre",
        "novembre", "décembre decembre",
    ),
    "it": _numbered(
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
        "novembre", "dicembre",
    ),
    "nl": _numbered(
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ),
    "pt": _numbered(
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
        "novembro", "dezembro",
    ),
}  # fmt: skip
TODAY = {
    "en": ("today", "tonight", "this afternoon", "this evening", "this morning"),
    "de": ("heute",),
    "es": ("hoy",),
    "fr": ("aujourd'hui", "ce soir"),
    "it": ("oggi", "stasera"),
    "nl": ("vandaag", "vanavond"),
    "pt": ("hoje",),
}
TOMORROW = {
    "en": ("tomorrow",),
    "de": ("morgen",),
    "es": ("mañana",),
    "fr": ("demain",),
    "it": ("domani",),
    "nl": ("morgen",),
    "pt": ("amanhã",),
}
AFTER_TOMORROW = {
    "en": ("day after tomorrow",),
    "de": ("übermorgen",),
    "es": ("pasado mañana",),
    "fr": ("après-demain", "après demain"),
    "it": ("dopodomani",),
    "nl": ("overmorgen",),
    "pt": ("depois de amanhã",),
}
YESTERDAY = {
    "en": ("yesterday",),
    "de": ("gestern",),
    "es": ("ayer",),
    "fr": ("hier",),
    "it": ("ieri",),
    "nl": ("gisteren",),
    "pt": ("ontem",),
}
NEXT = frozenset({"next"})
THIS = {
    "en": frozenset({"this"}),
    "de": frozenset({"diesen", "dieser", "diesem"}),
    "es": frozenset({"este"}),
    "fr": frozenset({"ce"}),
    "it": frozenset({"questo", "questa"}),
    "nl": frozenset({"deze"}),
    "pt": frozenset({"este", "esta"}),
}
LAST = {
    "en": frozenset({"last", "past"}),
    "de": frozenset({"letzten", "letzter", "vergangenen", "vorigen"}),
    "es": frozenset({"pasado"}),
    "fr": frozenset({"dernier"}),
    "it": frozenset({"scorso", "scorsa"}),
    "nl": frozenset({"vorige", "afgelopen"}),
    "pt": frozenset({"passado", "passada"}),
}
DAYS = {
    "en": ("day", "days"),
    "de": ("tag", "tage", "tagen"),
    "es": ("día", "días", "dia", "dias"),
    "fr": ("jour", "jours"),
    "it": ("giorno", "giorni"),
    "nl": ("dag", "dagen"),
    "pt": ("dia", "dias"),
}
WEEKS = {
    "en": ("week", "weeks"),
    "de": ("woche", "wochen"),
    "es": ("semana", "semanas"),
    "fr": ("semaine", "semaines"),
    "it": ("settimana", "settimane"),
    "nl": ("week", "weken"),
    "pt": ("semana", "semanas"),
}
#: Mornings that could be taken for tomorrow; what stays of them is the first group.
MORNING = {
    "de": re.compile(rf"\b(heute|{'|'.join(WEEKDAYS['de'])}) morgen\b"),
    "es": re.compile(r"()\b(?:por|de|a) la mañana\b"),
}
#: Words that put a span of days ahead of today.
IN = {
    "en": frozenset({"in", "from"}),
    "de": frozenset({"in"}),
    "es": frozenset({"en", "dentro"}),
    "fr": frozenset({"dans"}),
    "it": frozenset({"tra", "fra"}),
    "nl": frozenset({"over"}),
    "pt": frozenset({"em", "daqui"}),
}
AGO = {
    "en": frozenset({"ago"}),
    "de": frozenset({"vor"}),
    "es": frozenset({"hace"}),
    "fr": frozenset({"il"}),
    "it": frozenset({"fa"}),
    "nl": frozenset({"geleden"}),
    "pt": frozenset({"atrás", "há"}),
}
