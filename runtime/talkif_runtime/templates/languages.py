"""How a language says dates, times, numbers, money and signs, as data. What has no entry here is said in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    weekdays: str
    """From Monday, with blanks between them."""
    months: str
    date: str
    """With the fields weekday, day and month."""
    time: str
    """With the fields hour and minute."""
    full_hour: str
    """With the field hour."""
    conjunction: str
    currencies: Mapping[str, tuple[str, str]]
    """ISO 4217 code -> one, many."""
    signs: Mapping[str, str]
    """What signs are called when they are spelled."""
    thousands: str = "."
    decimal: str = ","
    first_of_month: str = "1"
    has_halves: bool = False
    """Hours are counted to twelve, with AM and PM."""
    counts_zero_as_one: bool = False
    """The singular also stands with 0 and with fractions below 2."""


_ENGLISH = Language(
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    months="January February March April May June July August September October November December",
    date="{weekday}, {month} {day}",
    time="{hour}:{minute} {half}",
    full_hour="{hour} {half}",
    conjunction="and",
    currencies={
        "AUD": ("Australian dollar", "Australian dollars"),
        "CAD": ("Canadian dollar", "Canadian dollars"),
        "CHF": ("Swiss franc", "Swiss francs"),
        "EUR": ("euro", "euros"),
        "GBP": ("pound", "pounds"),
        "USD": ("dollar", "dollars"),
    },
    signs={"@": "at", ".": "dot", "-": "dash", "_": "underscore", "/": "slash", "+": "plus", "#": "hash", "*": "star"},
    thousands=",",
    decimal=".",
    has_halves=True,
)

_GERMAN = Language(
    weekdays="Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    date="{weekday}, {day}. {month}",
    time="{hour}:{minute} Uhr",
    full_hour="{hour} Uhr",
    conjunction="und",
    currencies={
        "AUD": ("australischer Dollar", "australische Dollar"),
        "CAD": ("kanadischer Dollar", "kanadische Dollar"),
        "CHF": ("Franken", "Franken"),
        "EUR": ("Euro", "Euro"),
        "GBP": ("Pfund", "Pfund"),
        "USD": ("Dollar", "Dollar"),
    },
    signs={
        "@": "at",
        ".": "Punkt",
        "-": "Bindestrich",
        "_": "Unterstrich",
        "/": "Schrägstrich",
        "+": "plus",
        "#": "Raute",
        "*": "Stern",
    },
)

_FRENCH = Language(
    weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    date="{weekday} {day} {month}",
    time="{hour} h {minute}",
    full_hour="{hour} h",
    conjunction="et",
    currencies={
        "AUD": ("dollar australien", "dollars australiens"),
        "CAD": ("dollar canadien", "dollars canadiens"),
        "CHF": ("franc suisse", "francs suisses"),
        "EUR": ("euro", "euros"),
        "GBP": ("livre sterling", "livres sterling"),
        "USD": ("dollar", "dollars"),
    },
    signs={
        "@": "arobase",
        ".": "point",
        "-": "tiret",
        "_": "tiret bas",
        "/": "barre oblique",
        "+": "plus",
        "#": "dièse",
        "*": "étoile",
    },
    thousands="",
    first_of_month="1er",
    counts_zero_as_one=True,
)

_SPANISH = Language(
    weekdays="lunes martes miércoles jueves viernes sábado domingo",
    months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    date="{weekday}, {day} de {month}",
    time="{hour}:{minute}",
    full_hour="{hour}:00",
    conjunction="y",
    currencies={
        "AUD": ("dólar australiano", "dólares australianos"),
        "CAD": ("dólar canadiense", "dólares canadienses"),
        "CHF": ("franco suizo", "francos suizos"),
        "EUR": ("euro", "euros"),
        "GBP": ("libra", "libras"),
        "USD": ("dólar", "dólares"),
    },
    signs={
        "@": "arroba",
        ".": "punto",
        "-": "guion",
        "_": "guion bajo",
        "/": "barra",
        "+": "más",
        "#": "almohadilla",
        "*": "asterisco",
    },
)

_ITALIAN = Language(
    weekdays="lunedì martedì mercoledì giovedì venerdì sabato domenica",
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    date="{weekday} {day} {month}",
    time="{hour}:{minute}",
    full_hour="{hour}:00",
    conjunction="e",
    currencies={
        "AUD": ("dollaro australiano", "dollari australiani"),
        "CAD": ("dollaro canadese", "dollari canadesi"),
        "CHF": ("franco svizzero", "franchi svizzeri"),
        "EUR": ("euro", "euro"),
        "GBP": ("sterlina", "sterline"),
        "USD": ("dollaro", "dollari"),
    },
    signs={
        "@": "chiocciola",
        ".": "punto",
        "-": "trattino",
        "_": "trattino basso",
        "/": "barra",
        "+": "più",
        "#": "cancelletto",
        "*": "asterisco",
    },
    first_of_month="1º",
)

_PORTUGUESE = Language(
    weekdays="segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    date="{weekday}, {day} de {month}",
    time="{hour}:{minute}",
    full_hour="{hour} horas",
    conjunction="e",
    currencies={
        "AUD": ("dólar australiano", "dólares australianos"),
        "CAD": ("dólar canadense", "dólares canadenses"),
        "CHF": ("franco suíço", "francos suíços"),
        "EUR": ("euro", "euros"),
        "GBP": ("libra", "libras"),
        "USD": ("dólar", "dólares"),
    },
    signs={
        "@": "arroba",
        ".": "ponto",
        "-": "hífen",
        "_": "sublinhado",
        "/": "barra",
        "+": "mais",
        "#": "cerquilha",
        "*": "asterisco",
    },
    first_of_month="1º",
    counts_zero_as_one=True,
)

_DUTCH = Language(
    weekdays="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    months="januari februari maart april mei juni juli augustus september oktober november december",
    date="{weekday} {day} {month}",
    time="{hour}:{minute} uur",
    full_hour="{hour} uur",
    conjunction="en",
    currencies={
        "AUD": ("Australische dollar", "Australische dollar"),
        "CAD": ("Canadese dollar", "Canadese dollar"),
        "CHF": ("Zwitserse frank", "Zwitserse frank"),
        "EUR": ("euro", "euro"),
        "GBP": ("pond", "pond"),
        "USD": ("dollar", "dollar"),
    },
    signs={
        "@": "apenstaartje",
        ".": "punt",
        "-": "streepje",
        "_": "laag streepje",
        "/": "schuine streep",
        "+": "plus",
        "#": "hekje",
        "*": "sterretje",
    },
)

LANGUAGES: Mapping[str, Language] = {
    "de": _GERMAN,
    "en": _ENGLISH,
    "es": _SPANISH,
    "fr": _FRENCH,
    "it": _ITALIAN,
    "nl": _DUTCH,
    "pt": _PORTUGUESE,
}


_MAX_TAG_CHARS = 35


def language_of(tag: Any) -> Language:
    """By the first part of a language tag: `de` for `de-CH`."""
    code = tag[:_MAX_TAG_CHARS].partition("-")[0].lower() if isinstance(tag, str) else ""
    return LANGUAGES.get(code, _ENGLISH)
