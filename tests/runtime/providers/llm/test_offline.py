from dataclasses import replace

import pytest

from talkif_runtime.providers.contract import LlmRequest, Message, Option, OptionTaken, TextDelta
from talkif_runtime.providers.llm.offline import OfflineLlm

REQUEST = LlmRequest(
    system="",
    messages=(),
    options=(
        Option("goodbye", "The caller is satisfied"),
        Option("cancel", "The caller wants to cancel"),
        Option("human", "The caller asks for a person"),
        Option("move", "The caller wants another day", examples=("I can not make it on Friday",)),
    ),
    examples=(("Do you ship abroad?", "Yes, to all of Europe."), ("When do you open?", "At nine.")),
)


async def _ask(text: str, **changes: object) -> list[object]:
    request = replace(REQUEST, messages=(Message("user", text),), **changes)
    return [delta async for delta in OfflineLlm().stream(request)][:-1]


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ("i want to speak to a person", "human"),
        ("Can I talk to a human, please?", "human"),
        ("i would like to cancel my order please", "cancel"),
        ("No thank you, goodbye.", "goodbye"),
        ("sorry i cannot make it friday", "move"),
    ],
)
async def test_an_option_is_taken_by_likeness(said, option):
    taken = await _ask(said)
    assert [delta.id for delta in taken if isinstance(delta, OptionTaken)] == [option]


@pytest.mark.parametrize("said", ["where is my order", "do you ship abroad", "", "the a of"])
async def test_it_stays_when_nothing_is_alike(said):
    assert not any(isinstance(delta, OptionTaken) for delta in await _ask(said))


async def test_an_answer_comes_from_the_examples():
    assert await _ask("do you also ship abroad") == [TextDelta("Yes, to all of Europe.")]


async def test_without_a_fitting_example_it_asks_again():
    (answer,) = await _ask("tell me a joke about penguins")
    assert isinstance(answer, TextDelta)
    assert answer.text.endswith("?")


async def test_it_greets_when_nobody_spoke_yet():
    (answer,) = [delta async for delta in OfflineLlm().stream(REQUEST)][:-1]
    assert answer == TextDelta("Hello, how can I help you?")


async def test_it_says_nothing_when_only_a_choice_is_wanted():
    assert await _ask("where is my order", speak=False) == []
