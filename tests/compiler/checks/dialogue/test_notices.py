from __future__ import annotations

import pytest

from talkif_compiler.checks.dialogue.notices import notice_in
from talkif_compiler.notices import MACHINE, RECORDED


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
