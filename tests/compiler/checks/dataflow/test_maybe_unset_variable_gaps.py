"""One gap is one finding, however many places read what it leaves unset."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow


@pytest.mark.parametrize("misspelt", ["topci", "xx"])
def test_what_is_filled_under_a_misspelt_name_is_one_finding(misspelt: str) -> None:
    text = f"""\
schema: talkif.flow/v1
flow: a
start: ask
variables: {{topic: {{type: string}}}}
nodes:
  ask: {{type: collect, into: {misspelt}, ask: "What?", next: [{{on: done, to: tell}}, {{on: gave_up, to: bye}}]}}
  tell: {{type: say, text: "You said {{{{topic}}}}.", next: bye}}
  bye: {{type: end, say: "Bye."}}
"""
    found = check_flow({"a.yaml": text}, "a.yaml")
    assert [(item.rule, item.span.text) for item in found] == [("undefined-variable", misspelt)]


GAPS = """\
schema: talkif.flow/v1
flow: a
start: greet
variables: {topic: {type: string}, plan: {type: string}}
nodes:
  greet: {type: say, text: "Hello{{#if topic}}!{{/if}}", next: ask}
  ask: {type: collect, into: topic, ask: "What?", next: [{on: done, to: tell}, {on: gave_up, to: sorry}]}
  tell: {type: say, text: "You said {{topic}}.", next: more}
  sorry: {type: say, text: "Not {{topic}}.", next: either}
  either: {type: branch, next: [{if: call.attempt > 1, to: one}, {else: two}]}
  one: {type: say, text: "So not {{topic}}.", next: more}
  two: {type: say, text: "Well, {{topic}}.", next: more}
  more: {type: set, assignments: {topic: "null"}, next: bye}
  bye: {type: end, say: "Bye {{topic}}{{plan}}."}
"""


def shown(text: str) -> list[tuple[str, list[str]]]:
    """Node of each finding, and the lines of the places beside it."""
    found = [item for item in check_flow({"a.yaml": text}, "a.yaml") if item.rule == "maybe-unset-variable"]
    lines = text.splitlines()
    return [
        (
            f"{item.node} {item.span.text}",
            [lines[label.span.start_position.line - 1].split(":")[0].strip() for label in item.related[1:]],
        )
        for item in found
    ]


def test_readers_behind_one_gap_are_one_finding() -> None:
    assert shown(GAPS) == [("sorry topic", ["one", "two"]), ("bye topic", []), ("bye plan", [])]


def test_who_accepts_one_place_has_not_accepted_the_others() -> None:
    comment = "  # talkif: ignore maybe-unset-variable -- said on purpose\n"
    first = GAPS.replace("  sorry:", f"{comment}  sorry:")
    assert shown(first)[0] == ("one topic", ["two"])
    later = GAPS.replace("  two:", f"{comment}  two:")
    assert shown(later)[0] == ("sorry topic", ["one"])
    for text in (first, later):
        assert "unused-suppression" not in {item.rule for item in check_flow({"a.yaml": text}, "a.yaml")}


def test_very_many_readers_of_one_gap_hide_no_other() -> None:
    many = "".join(f'  n{number}: {{type: say, text: "{{{{topic}}}}", next: n{number + 1}}}\n' for number in range(150))
    text = GAPS.replace("to: sorry}", "to: n0}").replace("next: either", "next: more") + many
    text = text.replace("next: n150", "next: sorry")
    assert [place for place, _ in shown(text)] == ["bye topic", "bye plan", "n0 topic"]
