from __future__ import annotations

import pytest

from talkif_compiler.lsp.hover import hover
from tests.compiler.lsp.shop import FLOW, PROMPT, place, shop, typed


def said(marked: str, path: str = FLOW) -> str:
    found = hover(shop(), path, place(marked, path))
    return found.text if found is not None else ""


def test_a_node_with_its_ways() -> None:
    text = said("next: ¦ask")
    assert "node **ask**: `collect`" in text
    assert "Asks until it has one value" in text
    assert "- `greet` always" in text
    assert "- `lookup` on `done`" in text
    assert "- `bye` on `gave_up`" in text
    assert "the start of the call" in said("start: ¦greet")
    assert "- `route` if `vars.order.status" in said("to: ¦talk")
    assert "- `bye` when “The caller is happy”" in said("to: ¦talk")


def test_a_variable_with_its_type_and_where_it_is_filled() -> None:
    text = said("into: ¦order_id")
    assert "variable **order_id**: string, `[0-9]{6}`" in text
    assert "Number of the order." in text
    assert "- `ask` (collect)" in text
    assert "- `pay` (subflow)" in text
    assert "`free` if left out" in said("inputs.¦plan == ")


@pytest.mark.parametrize(
    ("marked", "path", "expected"),
    [
        ("{{account.¦name}}", FLOW, "Account name"),
        ("{{order.¦status}}", PROMPT, "**vars.order.status**: string"),
        ("{{¦default contact", FLOW, "`default any any`"),
        ("¦into: order_id", FLOW, "Variable that takes the value."),
        ("  ¦text: ", FLOW, "What is said. A template."),
        ("type: ¦collect", FLOW, "Asks until it has one value"),
        ("tool: ¦find_order", FLOW, "Finds an order."),
        ("tool: ¦find_order", FLOW, "`GET /orders/{{args.id}}`"),
        ("flow: ¦payment", FLOW, "Inputs: `amount`: number"),
        ("¦hard-to-hear", "talkif.yaml", "**hard-to-hear**"),
        ("secret: ¦orders_key", "tools/orders.yaml", "- production: `vault/orders`"),
    ],
)
def test_what_is_known_of_a_word(marked: str, path: str, expected: str) -> None:
    assert expected in said(marked, path)


def test_a_rule_in_a_comment() -> None:
    moment, offset = typed("start: greet", "# talkif: ignore dead-¦end -- known\nstart: greet")
    found = hover(moment, FLOW, offset)
    assert found is not None
    assert found.text.startswith("**dead-end**")
    assert found.span.text == "dead-end"


def test_nothing_about_plain_words() -> None:
    assert said("The caller ¦is happy") == ""
    assert said("says: ¦number", "flows/shop.test.yaml") == ""
    assert hover(shop(), "missing.yaml", 0) is None


def test_a_file_that_is_being_typed() -> None:
    moment, offset = typed("next: ask\n", "next: a¦sk\n    text: [\n")
    found = hover(moment, FLOW, offset)
    assert found is not None
    assert "node **ask**" in found.text
