"""What is a template, and what it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.templates.checking import Checked, Wrong, check, examine, missing_partials
from talkif_schemas.errors import Invalid


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        ("Hi\n {{#if vip}}there", "template-syntax", (2, 2)),
        ("{{shout contact.firstName}}", "unknown-helper", (1, 3)),
        ("a\nb {{upper}}", "helper-arguments", (2, 5)),
        ("{{date}}", "helper-arguments", (1, 3)),
        ("{{../account.name}}", "parent-beyond-scope", (1, 3)),
        ("{{money contact.tags}}", "template-type", (1, 9)),
    ],
)
def test_what_is_no_template_is_refused_with_its_place(content: str, rule: str, place: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as caught:
        check(content)
    (field,) = caught.value.fields
    assert (field.field, field.code) == ("content", "invalid_template")
    assert field.message.startswith(f"Line {place[0]}, column {place[1]}: ")
    (problem,) = caught.value.meta["problems"]
    assert (problem["rule"], problem["line"], problem["column"]) == (rule, *place)


def test_every_problem_is_told_at_once() -> None:
    found = examine("{{one x}} {{two y}}")
    assert isinstance(found, Wrong)
    assert [problem.column for problem in found.problems] == [3, 13]


def test_names_are_those_of_the_product_or_of_a_flow() -> None:
    checked = check(
        '{{default contact.firstName "there"}} {{order.total}} {{vars.plan}} {{#each items}}{{this}}{{/each}}'
    )
    assert checked.variables == ["contact.firstName", "items", "order.total", "plan"]
    assert checked.warnings == ()


def test_a_name_that_leads_nowhere_is_a_warning() -> None:
    (warning,) = check("{{contact.frstName}}").warnings
    assert (warning.rule, warning.help) == ("undefined-variable", "Did you mean `firstName`?")


def test_partials_that_are_not_there_are_warnings() -> None:
    checked = check('{{> greeting}}\n{{> legal}}{{#*inline "own"}}x{{/inline}}{{> own}}')
    assert checked.partials == ("greeting", "legal", "own")
    (warning,) = missing_partials(checked, {"greeting"})
    assert (warning.message, warning.line) == ("the account has no template `legal`", 2)


@given(st.text(alphabet="{}#/>~^!&@.a \n\"|=[]()'", max_size=40))
def test_every_text_is_a_template_or_has_a_problem_inside_of_it(content: str) -> None:
    found = examine(content)
    lines = content.split("\n")
    for problem in found.warnings if isinstance(found, Checked) else found.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
