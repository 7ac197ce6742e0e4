from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.diagnostics import Applicability, Diagnostic, Edit, Fix
from talkif_compiler.fix import plan_fixes, rewritten
from talkif_compiler.source import SourceFile, Span

TEXT = "one: two\nthree: four\n"
SOURCE = SourceFile("a.yaml", TEXT)
SAFE: tuple[Applicability, ...] = ("safe",)


def edit(start: int, end: int, text: str, source: SourceFile = SOURCE) -> Edit:
    return Edit(Span(source, start, end), text)


def finding(*fixes: Fix) -> Diagnostic:
    return Diagnostic("wrong-type", "error", "m", Span(SOURCE, 0, 1), fixes=fixes)


def safe(*edits: Edit) -> Fix:
    return Fix("Do it", edits, "safe")


def applied(text: str, *found: Diagnostic, allowed: tuple[Applicability, ...] = SAFE) -> str:
    return rewritten(text, plan_fixes(found, allowed).edits.get("a.yaml", ()))


def test_fixes_of_one_file_are_applied_together() -> None:
    assert applied(TEXT, finding(safe(edit(16, 20, "4"))), finding(safe(edit(5, 8, "2")))) == "one: 2\nthree: 4\n"


def test_only_allowed_fixes_are_applied_and_safe_ones_come_first() -> None:
    both = finding(Fix("Guess", (edit(0, 3, "guess"),), "unsafe"), safe(edit(0, 3, "sure")))
    guess = finding(Fix("Guess", (edit(5, 8, "guess"),), "unsafe"))
    shown = finding(Fix("Look", (edit(9, 14, "look"),), "display"))
    assert applied(TEXT, both, guess, shown) == "sure: two\nthree: four\n"
    assert applied(TEXT, both, guess, shown, allowed=("safe", "unsafe")) == "sure: guess\nthree: four\n"


def test_of_fixes_that_meet_the_first_wins_as_a_whole() -> None:
    first = finding(safe(edit(5, 8, "2")))
    second = finding(safe(edit(7, 9, ""), edit(16, 20, "4")))
    plan = plan_fixes([first, second], SAFE)
    assert plan.fixes == first.fixes
    assert rewritten(TEXT, plan.edits["a.yaml"]) == "one: 2\nthree: four\n"


def test_neighbours_do_not_meet_but_insertions_at_one_place_do() -> None:
    assert applied(TEXT, finding(safe(edit(0, 3, "1"))), finding(safe(edit(3, 4, " =")))) == "1 = two\nthree: four\n"
    assert applied(TEXT, finding(safe(edit(0, 0, "a"))), finding(safe(edit(0, 0, "b")))) == "a" + TEXT


def test_a_fix_may_touch_several_files() -> None:
    other = SourceFile("b.yaml", "x")
    plan = plan_fixes([finding(safe(edit(0, 3, "1"), edit(0, 1, "y", other)))], SAFE)
    assert list(plan.edits) == ["a.yaml", "b.yaml"]


def test_byte_order_mark_and_line_ends_stay() -> None:
    text = "\ufeffone: two\r\nthree: four\r\n"
    assert applied(text, finding(safe(edit(16, 20, "a\nb")))) == "\ufeffone: two\r\nthree: a\r\nb\r\n"
    assert applied(text, finding(safe(edit(8, 9, " ")))) == "\ufeffone: two three: four\r\n"


@given(st.text("ab\r\n\ufeff", max_size=30), st.data())
def test_everything_outside_of_an_edit_stays(text: str, data: st.DataObject) -> None:
    source = SourceFile("a.yaml", text)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    changed = rewritten(text, (edit(start, end, "<>", source),))
    before, _, after = changed.partition("<>")
    assert text.startswith(before)
    assert text.endswith(after)
    assert SourceFile("a.yaml", changed).text == source.text[:start] + "<>" + source.text[end:]
