"""Speech after a question, in the languages in which help with an answer is known."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
language: {language}
start: greet
variables: {{order: {{type: string}}}}
outputs: [order]
nodes:
  greet: {greet}
  ask: {{type: collect, into: order, ask: "{ask}", next: [{{on: done, to: bye}}, {{on: gave_up, to: bye}}]}}
  bye: {{type: end, say: "Goodbye."}}
"""
SAY = '{{type: say, text: "{}", next: ask}}'
COLLECT = '{{type: collect, into: order, ask: "{}", next: [{{on: done, to: ask}}, {{on: gave_up, to: bye}}]}}'
AGENT = '{{type: agent, greeting: "{}", prompt: Help., next: [{{when: Done, to: ask}}]}}'

#: Language -> a question, speech that is no help, and speech that helps.
TEXTS = {
    "en-US": (
        "Do you have your order number at hand?",
        "We need it to find your order in the system.",
        "Please say it digit by digit, one after the other.",
    ),
    "de-DE": (
        "Haben Sie Ihre Bestellnummer zur Hand?",
        "Wir brauchen sie, um Ihre Bestellung zu finden.",
        "Sagen Sie sie einfach Ziffer für Ziffer nacheinander.",
    ),
    "fr-FR": (
        "Avez-vous votre numéro de commande ?",
        "Nous en avons besoin pour trouver votre commande.",
        "Dites simplement les chiffres un par un, sans pause.",
    ),
    "es-ES": (
        "¿Tiene su número de pedido a mano?",
        "Lo necesitamos para encontrar su pedido en el sistema.",
        "Diga simplemente los números uno por uno, sin pausa.",
    ),
}


def found(language: str, greet: str, ask: str = "Number, please.") -> list[str]:
    findings = check_flow({"a.yaml": FLOW.format(language=language, greet=greet, ask=ask)}, "a.yaml")
    return [item.rule for item in findings if item.rule in ("words-after-question", "two-questions")]


@pytest.mark.parametrize("node", [SAY, COLLECT, AGENT], ids=["say", "collect", "agent"])
@pytest.mark.parametrize("language", TEXTS)
def test_speech_after_a_question(language: str, node: str) -> None:
    question, more, help_with_it = TEXTS[language]
    assert found(language, node.format(f"{question} {more}")) == ["words-after-question"]
    assert found(language, node.format(f"{question} {help_with_it}")) == []
    assert found(language, node.format(f"{more} {question}")) == []


@pytest.mark.parametrize("language", TEXTS)
def test_a_say_before_another_question_is_one_finding(language: str) -> None:
    question, more, _ = TEXTS[language]
    assert found(language, SAY.format(f"{question} {more}"), ask=question) == ["two-questions"]


def test_a_short_question_in_a_say_is_a_manner_of_speaking() -> None:
    assert found("en-US", SAY.format("Cancel it? I can do that for you right now.")) == []


def test_nothing_is_said_about_languages_that_are_not_known() -> None:
    assert found("pl-PL", COLLECT.format("Jaki jest numer zamówienia? Potrzebujemy go do znalezienia paczki.")) == []
