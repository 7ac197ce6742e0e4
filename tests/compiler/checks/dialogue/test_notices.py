from __future__ import annotations

import pytest

from talkif_compiler.checks.dialogue.notices import MACHINE, RECORDED, notice_in


@pytest.mark.parametrize(
    "text",
    [
        "This call may be recorded.",
        "Hello. Calls are recorded for training.",
        "You are on a recorded line.",
        "We record this conversation.",
        "Dieses Gespräch wird aufgezeichnet.",
        "Cet appel est enregistré.",
        "Esta llamada será grabada.",
        "Questa chiamata viene registrata.",
        "Esta chamada está a ser gravada.",
        "Dit gesprek wordt opgenomen.",
    ],
)
def test_notices_of_recording(text: str) -> None:
    assert notice_in(text, RECORDED) is not None


@pytest.mark.parametrize(
    "text", ["I found your record.", "Our records say so.", "How can I help?", "Please hold the line."]
)
def test_no_notices_of_recording(text: str) -> None:
    assert notice_in(text, RECORDED) is None


@pytest.mark.parametrize(
    "text",
    [
        "I am an AI.",
        "the automated assistant of Acme",
        "Ich bin ein virtueller Assistent.",
        "Je suis une IA.",
        "a robot",
    ],
)
def test_notices_of_a_machine(text: str) -> None:
    assert notice_in(text, MACHINE) is not None


def test_the_place_is_that_of_the_sentence() -> None:
    text = "Hello there. This call is recorded. How can I help?"
    place = notice_in(text, RECORDED)
    assert place is not None
    assert text[slice(*place)] == "This call is recorded."
