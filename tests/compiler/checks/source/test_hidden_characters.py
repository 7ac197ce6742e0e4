from __future__ import annotations

import pytest

from talkif_compiler.checks.source.hidden_characters import hidden, lookalikes
from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: talk
variables:
  topic: {type: enum, values: [order, other], description: What it is about.DECLARED}
  mark: {type: string}
tools:
  find: {description: Finds it.TOOL, parameters: {id: {type: string, description: Its id.}}, url: "https://a.example/"}
  shared: {use: tools/shared.yaml#look}
handlers: [{when: "A person is wanted.WHEN", to: bye}]
nodes:
  talk:
    type: agent
    prompt: {file: prompts/talk.md}
    tools: [find, shared]
    extract: [topic]
    examples: [{user: "I want it.EXAMPLE", choose: bye}]
    next: [{when: "Done.EDGE", to: ask}]
  ask:
    type: menu
    ask: "Yes?"
    choices: {yes: {dtmf: 1, says: [sureSAYS], to: note}}
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]
  note: {type: set, assignments: {mark: "'FORMULA'"}, next: bye}
  bye: {type: end, say: "Bye {{default mark 'now'}}."}
"""
SHARED = """\
schema: talkif.tools/v1
tools:
  look: {description: Looks it up.SHARED, url: "https://a.example/look"}
"""
PLACES = ("DECLARED", "TOOL", "WHEN", "EXAMPLE", "EDGE", "SAYS", "FORMULA", "SHARED", "FILE")


def found_with(place: str, hiding: str) -> list[tuple[str, str]]:
    """File and text of each finding, when `place` holds `hiding` and all others nothing."""
    files = {"flows/a.yaml": FLOW, "tools/shared.yaml": SHARED, "prompts/talk.md": "Be brief.FILE"}
    for other in PLACES:
        text = hiding if other == place else ""
        files = {path: content.replace(other, text) for path, content in files.items()}
    found = check_flow(files, "flows/a.yaml")
    assert not [item for item in found if item.severity == "error"], found
    return [(item.span.file, item.span.text) for item in found if item.rule == "hidden-characters"]


@pytest.mark.parametrize("place", PLACES)
def test_every_text_of_the_flow_and_its_files_is_looked_at(place: str) -> None:
    file = {"SHARED": "tools/shared.yaml", "FILE": "prompts/talk.md"}.get(place, "flows/a.yaml")
    assert found_with(place, "\u2066") == [(file, "\u2066")]
    assert found_with(place, "p\u0430y") == [(file, "p\u0430y" if place != "SAYS" else "surep\u0430y")]


def test_an_escape_is_left_alone_where_a_value_is_kept_as_it_is() -> None:
    assert found_with("WHEN", "\\u2066") == [("flows/a.yaml", "\\u2066")]
    assert found_with("FORMULA", "\\u2066") == []


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ("a\u200bb", [(1, 2)]),
        ("a \u202eterces\u202c b", [(2, 3), (9, 10)]),
        ("a\u2060\u200b\ufeff", [(1, 4)]),
        ("x\U000e0041\U000e0042\U000e007f", [(1, 4)]),
        ("co\u00adoperate", [(2, 3)]),
        ("a\u200db", [(1, 2)]),
        ("a\u200cb", [(1, 2)]),
        ("\u200dx", [(0, 1)]),
        ("x\u200d", [(1, 2)]),
        ("a\u200eb", [(1, 2)]),
        ("שלום \u202eabc", [(5, 6)]),
        ("a\U000e0101", [(1, 2)]),
        ("👩\u200b\u200d🚀", [(1, 3)]),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\U000e0041", [(7, 8)]),
    ],
)
def test_what_nobody_sees(content: str, places: list[tuple[int, int]]) -> None:
    assert list(hidden(content)) == places


@pytest.mark.parametrize(
    "content",
    [
        "Straße, naïve, café, 5\u00a0€, “quoted” — dash…",
        "می\u200cخواهم",
        "क्\u200dष और क्\u200cष",
        "👩\u200d🚀 👨\u200d👩\u200d👧 🏳️\u200d🌈 👩🏽\u200d⚕️ ❤️\u200d🔥",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום\u200e (abc)\u200f",
        "葛\U000e0100",
        "❤\ufe0f",
    ],
)
def test_what_scripts_and_emoji_need(content: str) -> None:
    assert list(hidden(content)) == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [("pаypal", "paypal"), ("раyраl", "paypal"), ("Αpple", "Apple"), ("cпасибо", "спасибо"), ("Gооgle", "Google")],
)
def test_letters_that_look_alike(word: str, meant: str) -> None:
    assert list(lookalikes(f"Say {word} now")) == [(4, 4 + len(word), meant)]


@pytest.mark.parametrize(
    "content",
    [
        "Δx and μm and kΩ",
        "спасибо, Google",
        "SMSка",
        "PCом",
        "IT-отдел",
        "Ελλάδα café",
        "Łódź",
        "日本語text",
        "Wi-Fi и USB",
    ],
)
def test_words_that_are_what_they_look_like(content: str) -> None:
    assert list(lookalikes(content)) == []
