from __future__ import annotations

import pytest

from talkif_compiler.checks.services.tongues import SMALL_WORDS, detect

TEXTS = {
    "en": "You are the assistant of a doctor. Ask the caller for the name and for the reason of the call, and offer "
    "an hour in the next week. Do not give advice on medicine. When it is urgent, tell them to dial the "
    "number of the emergency line, and stay on the phone until they have written it down.",
    "de": "Du bist die Assistentin einer Arztpraxis. Frage nach dem Namen und nach dem Grund des Anrufs, und biete "
    "einen Termin in der nächsten Woche an. Gib keine Auskunft über Medikamente. Wenn es dringend ist, nenne "
    "die Nummer des Notdienstes, und bleibe am Apparat, bis sie aufgeschrieben ist.",
    "fr": "Vous êtes l'assistante d'un cabinet médical. Demandez le nom et la raison de l'appel, et proposez une "
    "heure dans la semaine qui vient. Ne donnez pas de conseils sur les médicaments. Si c'est urgent, donnez "
    "le numéro des secours, et restez en ligne avec la personne.",
    "es": "Usted es la asistente de una consulta médica. Pregunte el nombre y el motivo de la llamada, y ofrezca "
    "una hora para la próxima semana. No dé consejos sobre los medicamentos. Si es urgente, diga el número de "
    "emergencias y quédese en la línea con la persona que llama.",
    "it": "Lei è l'assistente di uno studio medico. Chieda il nome e il motivo della chiamata, e offra un "
    "appuntamento per la prossima settimana. Non dia consigli sui farmaci. Se è urgente, dica il numero di "
    "emergenza e resti in linea con la persona che chiama, fino a quando non lo ha scritto.",
    "pt": "Você é a assistente de um consultório médico. Pergunte o nome e o motivo da ligação, e ofereça um "
    "horário para a próxima semana. Não dê conselhos sobre os remédios. Se for urgente, diga o número da "
    "emergência e fique na linha com a pessoa que ligou, até ela anotar o número.",
    "nl": "Je bent de assistent van een huisarts. Vraag naar de naam en de reden van het gesprek, en bied een "
    "afspraak aan voor de volgende week. Geef geen advies over medicijnen. Als het dringend is, noem dan het "
    "nummer van de spoeddienst en blijf aan de lijn tot het is opgeschreven.",
}


def test_there_is_a_text_for_every_language() -> None:
    assert set(TEXTS) == set(SMALL_WORDS)


@pytest.mark.parametrize("tongue", TEXTS)
def test_each_language_is_told(tongue: str) -> None:
    assert detect(TEXTS[tongue]) == tongue


@pytest.mark.parametrize(
    "text",
    [
        "Be brief.",
        "Anna Berta Cäsar " * 40,
        TEXTS["de"] + TEXTS["en"],
        "42 " * 400,
        "Jesteś asystentką gabinetu lekarskiego. Zapytaj o imię i o powód rozmowy, a potem zaproponuj"
        " termin w przyszłym tygodniu. Nie udzielaj porad o lekach."
        " Gdy sprawa jest pilna, podaj numer pogotowia i zostań na linii.",
    ],
    ids=["short", "names", "two languages", "numbers", "a language that is not known"],
)
def test_where_there_is_doubt_nothing_is_told(text: str) -> None:
    assert detect(text) is None
