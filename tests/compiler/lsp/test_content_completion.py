from __future__ import annotations

import pytest

from talkif_compiler.lsp.content_completion import complete_formula, complete_template
from tests.compiler.lsp.shop import FLOW, shop


def in_template(before: str) -> list[str]:
    moment = shop()
    view = moment.view(FLOW)
    assert view is not None
    return [found.offer.label for found in complete_template(moment, before, view.outline.scope, len(before))]


def in_formula(before: str) -> list[str]:
    view = shop().view(FLOW)
    assert view is not None
    return [found.offer.label for found in complete_formula(before, view.outline.scope, len(before))]


def test_nothing_outside_of_tags() -> None:
    assert in_template("Hello order") == []
    assert in_template("Hello {{order_id}} or") == []
    assert in_template("{{! a remark") == []


def test_names_and_helpers_at_the_head_of_a_tag() -> None:
    found = in_template("Hi {{")
    assert found.index("order_id") < found.index("upper")
    assert {"plan", "contact", "vars"} <= set(found)
    assert "each" not in found
    assert "each" in in_template("Hi {{#")
    assert "upper" not in in_template("Hi {{#")


def test_values_and_options_after_a_helper() -> None:
    found = in_template("{{money ")
    assert "order_id" in found
    assert "currency" in found
    assert "upper" not in found
    assert "upper" in in_template("{{money (")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("{{order.", ["status", "lines"]),
        ("{{vars.order.st", ["status", "lines"]),
        ("{{inputs.", ["plan"]),
        ("{{system.", ["now", "date", "time"]),
        ("{{order.status.", []),
        ("{{nowhere.", []),
        ("{{#each order.lines}}{{this.", ["name"]),
        ("{{#each order.lines as |line|}}{{line.", ["name"]),
        ("{{#with order}}{{#each lines}}{{/each}}{{/with}}{{order.", ["status", "lines"]),
    ],
)
def test_members(before: str, expected: list[str]) -> None:
    assert in_template(before) == expected


def test_inside_of_a_loop_names_belong_to_the_member() -> None:
    found = in_template("{{#each order.lines}}{{")
    assert "name" in found
    assert "@index" in found
    assert "order_id" not in found
    assert "order_id" in in_template("{{#each order.lines}}{{../")


def test_a_closing_tag_closes_the_innermost_block() -> None:
    assert in_template("{{#if order}}{{#each order.lines}}x{{/") == ["each"]
    assert in_template("{{#if order}}x{{/if}}{{/") == []


def test_partials() -> None:
    assert in_template("{{> ") == ["talk", "tone"]
    assert in_template("{{#> to") == ["talk", "tone"]


def test_conditions_name_the_namespace() -> None:
    found = in_formula("")
    assert {"vars", "inputs", "contact", "has"} <= set(found)
    assert "order_id" not in found
    assert in_formula("vars.order.status == 'open' && vars.") == ["order_id", "order"]
    assert in_formula("inputs.plan == 'f") == ["free", "pro"]
    assert in_formula("vars.order_id == 'v") == []
    assert in_formula("size(vars.order.") == ["status", "lines"]


@pytest.mark.parametrize(
    "before", ["{{" * 500, "{{#each " * 200, "{{order." + "a." * 500, "{{{{{{", "{{#}}{{/", "{{" + "(" * 500]
)
def test_hostile_text_ends(before: str) -> None:
    in_template(before)
    in_formula(before)
