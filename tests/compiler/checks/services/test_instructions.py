from __future__ import annotations

import pytest

from talkif_compiler.checks.services.instructions import instructions


def conflict(one: str, other: str) -> bool:
    return any(a.contradicts(b) for a in instructions(one) for b in instructions(other))


@pytest.mark.parametrize(
    ("flow", "node"),
    [
        ("Be brief.", "Explain the fees in detail."),
        ("Answer in one or two short sentences.", "Be thorough."),
        ("Keep your answers short.", "Give detailed answers."),
        ("Always speak German.", "Answer in English."),
        ("Never ask for the PIN.", "Ask for the PIN."),
        ("- Do not mention the price.\n- Be kind.", "Greet the caller. Mention the price before you end."),
        ("Offer a discount.", "Never offer a discount to this caller."),
    ],
)
def test_what_contradicts_itself(flow: str, node: str) -> None:
    assert conflict(flow, node)
    assert conflict(node, flow)


@pytest.mark.parametrize(
    ("flow", "node"),
    [
        ("Be brief.", "Ask for the number in one sentence."),
        ("Be brief.", "The caller may ask for details. Read the list of rooms."),
        ("Answer in English.", "The caller may speak German. Answer in English."),
        ("Never ask for the PIN.", "Ask for the PIN code sheet number."),
        ("Never ask for the PIN.", "If the caller offers to ask for the PIN, refuse."),
        ("Do not offer a discount.", "Never offer a discount."),
        ("Say the price.", "Do not say goodbye."),
    ],
)
def test_what_goes_together(flow: str, node: str) -> None:
    assert not conflict(flow, node)


def test_places_are_those_of_the_words() -> None:
    text = "You are kind.\n- Never ask for the PIN.\n"
    (found,) = [item for item in instructions(text) if item.value == "never"]
    assert text[found.start : found.end] == "Never ask for the PIN"


@pytest.mark.parametrize(
    "text", ["\n" * 200_000, "\n" + "- " * 100_000, "never ask for " + "a " * 100_000], ids=range(3)
)
def test_long_texts_are_read_in_one_go(text: str) -> None:
    """Were the patterns not bounded, this would take hours."""
    assert list(instructions(text)) == []
