from __future__ import annotations

import pytest

from talkif_compiler.checks.dialogue.questions import helps, questions


@pytest.mark.parametrize(
    "question",
    [
        "What is it?",
        "And when is that?",
        "Do you have it?",
        "Wie heißen Sie?",
        "Haben Sie sie zur Hand?",
        "Quel est-il ?",
        "Où habitez-vous ?",
        "Avez-vous votre numéro ?",
        "¿Cómo se llama?",
        "¿Tiene su número a mano?",
    ],
)
def test_questions_that_want_an_answer(question: str) -> None:
    heard = f"Hello. {question} It takes a moment."
    assert [heard[slice(*place)] for place in questions(heard)] == [question]


@pytest.mark.parametrize(
    "text", ["Yes or no?", "Ja oder nein?", "Oui ou non ?", "¿Sí o no?", "Which one?", "I ask you."]
)
def test_texts_that_want_no_answer_of_their_own(text: str) -> None:
    assert questions(text) == []


@pytest.mark.parametrize(
    ("tongue", "rest"),
    [
        ("en", "Please say it digit by digit."),
        ("en", "For example, ten o'clock in the morning."),
        ("de", "Sagen Sie die Ziffern nacheinander."),
        ("de", "Zum Beispiel um zehn Uhr morgens."),
        ("de", "Sie können sie auch eintippen, dann geht es schneller."),
        ("fr", "Dites les chiffres un par un."),
        ("fr", "Par exemple à dix heures du matin."),
        ("fr", "Vous pouvez aussi le composer au clavier."),
        ("es", "Diga los números uno por uno."),
        ("es", "Por ejemplo, a las diez de la mañana."),
        ("es", "También puede marcarlo en el teclado."),
    ],
)
def test_help_with_an_answer(tongue: str, rest: str) -> None:
    assert helps(rest, tongue)


@pytest.mark.parametrize(
    ("tongue", "rest"),
    [
        ("en", "We need it to find your order."),
        ("de", "Wir brauchen sie, um Ihre Bestellung zu finden."),
        ("fr", "Nous en avons besoin pour trouver votre commande."),
        ("es", "Lo necesitamos para encontrar su pedido."),
    ],
)
def test_no_help_with_an_answer(tongue: str, rest: str) -> None:
    assert not helps(rest, tongue)
