"""Templates with values in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from talkif_api.templates.checking import check
from talkif_api.templates.resolving import Rendered, clock, render
from talkif_schemas.errors import Invalid


def rendered(content: str, values: dict[str, Any], mode: Any = "lenient", **partials: str) -> Rendered:
    return render(check(content), {name: check(text) for name, text in partials.items()}, values, mode, "en")


def test_values_and_partials_are_filled_in() -> None:
    found = rendered("{{> hello}} Total {{order.total}}.", {"contact": {"firstName": "Ana"}, "order": {"total": 5}},
                     hello="Hi {{contact.firstName}}!")  # fmt: skip
    assert (found.text, found.missing, found.unused) == ("Hi Ana! Total 5.", [], [])


def test_what_is_missing_is_told_unless_it_is_provided_for() -> None:
    content = '{{contact.firstName}} {{default contact.company "x"}} {{#if vip}}{{vip}}{{/if}}{{note}}{{> more}}'
    found = rendered(content, {"note": None}, more="{{order.total}}")
    assert found.missing == ["contact.firstName", "note", "order.total"]


def test_bare_names_are_variables_or_inputs() -> None:
    found = rendered(
        "{{plan}} {{vars.step}} {{inputs.kind}}", {"vars": {"plan": "pro", "step": 1}, "inputs": {"kind": "a"}}
    )
    assert (found.text, found.missing, found.unused) == ("pro 1 a", [], [])


def test_values_that_nothing_reads_are_told() -> None:
    values = {"contact": {"firstName": "Ana", "lastName": "Silva"}, "order": {"total": 5, "id": 1}, "extra": 1}
    assert rendered("{{contact.firstName}} {{json order}}", values).unused == ["contact.lastName", "extra"]


def test_strict_names_what_is_missing() -> None:
    with pytest.raises(Invalid, match="firstName") as caught:
        rendered("Hi {{contact.firstName}}, {{plan}}", {}, "strict")
    assert [field.field for field in caught.value.fields] == ["variables.contact.firstName", "variables.plan"]


def test_strict_lets_a_branch_pass_that_is_not_taken() -> None:
    content = "{{#if vip}}{{note}}{{/if}}ok"
    assert rendered(content, {}, "strict").text == "ok"
    with pytest.raises(Invalid, match="note"):
        rendered(content, {"vip": True}, "strict")


def test_what_costs_too_much_is_refused() -> None:
    deep = "{{#each a}}" * 6 + "x" + "{{/each}}" * 6
    loop: list[Any] = [[[[[[1] * 9] * 9] * 9] * 9] * 9] * 9
    with pytest.raises(Invalid, match="steps") as caught:
        rendered(deep.replace("{{#each a}}", "{{#each this}}").replace("{{#each this}}", "{{#each a}}", 1), {"a": loop})
    assert caught.value.fields[0].code == "cannot_be_rendered"


def test_a_partial_that_is_not_there_is_named() -> None:
    with pytest.raises(Invalid, match="there is no partial 'legal'") as caught:
        rendered("{{> legal}}", {})
    assert [problem.field for problem in caught.value.fields] == ["content"]


def test_the_clock_is_that_of_a_call() -> None:
    moment = datetime(2026, 3, 2, 10, 4, 5, tzinfo=ZoneInfo("America/New_York"))
    assert clock(moment) == {"now": "2026-03-02T10:04:05-05:00", "date": "2026-03-02", "time": "10:04"}
