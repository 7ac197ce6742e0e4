"""Who somebody is and how to reach them: phone numbers, e-mail addresses, names, postal addresses."""

from __future__ import annotations

import re

import phonenumbers

from .numbers import digits
from .words import with_digits, without_lead_in, words

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")
_PLUS = re.compile(r"^\W*(?:\w+\W+){0,4}?(?:\+|plus\b|más\b|mas\b|più\b|mais\b)\s*", re.IGNORECASE)
_HUNDRED = re.compile(r"\bhundred\b", re.IGNORECASE)

#: How the signs of an e-mail address are said.
_SIGNS = {
    "en": {"at": "@", "dot": ".", "period": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-",
           "minus": "-", "plus": "+"},
    "de": {"at": "@", "ät": "@", "punkt": ".", "unterstrich": "_", "bindestrich": "-", "minus": "-", "plus": "+"},
    "es": {"arroba": "@", "punto": ".", "guion bajo": "_", "guión bajo": "_", "guion": "-", "guión": "-", "más": "+"},
    "fr": {"arobase": "@", "arrobase": "@", "at": "@", "point": ".", "tiret bas": "_", "underscore": "_",
           "tiret du six": "-", "tiret": "-", "plus": "+"},
    "it": {"chiocciola": "@", "punto": ".", "trattino basso": "_", "underscore": "_", "trattino": "-", "più": "+"},
    "nl": {"apenstaartje": "@", "at": "@", "punt": ".", "laag streepje": "_", "underscore": "_", "streepje": "-",
           "plus": "+"},
    "pt": {"arroba": "@", "ponto": ".", "sublinhado": "_", "underline": "_", "hífen": "-", "traço": "-", "mais": "+"},
}  # fmt: skip
#: Words before an address that are no part of it.
_FILLERS = frozenset(
    word
    for line in (
        "yes yeah sure ok okay so um uh it's its it is my the our email e-mail mail address that's that would be mine",
        "you can reach me write to use",
        "ja also meine die adresse lautet ist e-mail-adresse mijn adres",
        "sí mi el correo electrónico es oui mon adresse c'est est",
        "indirizzo il mio è meu o endereço é",
    )
    for word in line.split()
)
_NAME_LEAD_INS = (
    *("my name is", "my name's", "the name is", "name is", "this is", "i am", "i'm", "it's", "it is", "call me"),
    *("mein name ist", "ich heiße", "ich heisse", "ich bin", "hier ist", "hier spricht"),
    *("me llamo", "mi nombre es", "soy", "je m'appelle", "mon nom est", "je suis", "c'est"),
    *("mi chiamo", "sono", "mijn naam is", "ik heet", "ik ben", "meu nome é", "me chamo", "sou"),
)
_ADDRESS_LEAD_INS = (
    *("my address is", "the address is", "address is", "i live at", "i live on", "i'm at", "it's", "it is"),
    *("meine adresse ist", "ich wohne in der", "ich wohne in", "mi dirección es", "vivo en"),
    *("mon adresse est", "j'habite au", "j'habite", "il mio indirizzo è", "abito in", "mijn adres is", "ik woon in"),
    *("meu endereço é", "moro na", "moro no", "c'est", "es"),
)
_NUMBER_PIECES = re.compile(r"(?<![\w.])\d{1,3}(?: \d{1,2})+(?![\w.])")


def e164(text: str, region: str) -> str | None:
    """A valid number in its international form. `region`: whose numbers are written without a +."""
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def phone(text: str, language: str, region: str) -> str | None:
    """A number as it is spoken or written, with or without the country."""
    international = _PLUS.match(text) is not None
    # In a number "eight hundred five" is 800 5.
    said = digits(_HUNDRED.sub("zero zero", text) if language == "en" else text, language)
    return e164(f"+{said}" if international else said, region) if said else None


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def email(text: str, language: str) -> str | None:
    """An address with its signs written or said, in lower case: "ana dot b at example dot com"."""
    said = f" {text.casefold().rstrip(' .,!?')} "
    for spoken, sign in sorted(_SIGNS.get(language, _SIGNS["en"]).items(), key=lambda pair: -len(pair[0])):
        said = re.sub(rf"\s(?:{spoken}\s)+", f" {sign} ", said)
    local, at, domain = said.partition("@")
    pieces = re.sub(r"[,;:]", " ", local).split()
    while len(pieces) > 1 and pieces[0] in _FILLERS:
        del pieces[0]
    address = with_digits(" ".join(pieces), language) + at + with_digits(domain, language)
    address = re.sub(r"\s+", "", address)
    return address if is_email(address) else None


def name(text: str) -> str | None:
    """A person's name: without "my name is", with capitals, and letters that were spelled out put together."""
    said = without_lead_in(text, _NAME_LEAD_INS).strip(' .,!?;:"')
    parts = said.split()
    if not parts or not any(character.isalpha() for character in said) or any(map(str.isdigit, said)):
        return None
    letters = [part.strip(".,-") for part in parts]
    if len(parts) > 2 and all(len(letter) == 1 and letter.isalpha() for letter in letters):
        return "".join(letters).capitalize()
    return " ".join(part.capitalize() if part == part.lower() else part for part in parts)


def address(text: str, language: str) -> str | None:
    """A postal address, with its numbers as figures: "one twenty three Main Street" -> "123 Main Street"."""
    said = without_lead_in(text, _ADDRESS_LEAD_INS).strip(" .,!?;:")
    written = _NUMBER_PIECES.sub(lambda found: found[0].replace(" ", ""), with_digits(said, language))
    return written if len(words(written)) > 1 else None
