from __future__ import annotations

import pytest

from talkif_compiler.lsp.mentions import Symbol, mentions_at, mentions_in, mentions_of
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT, place, shop


def places(symbol: Symbol) -> list[tuple[str, str]]:
    """(file, line) of each mention; the name is what stands there."""
    found = mentions_of(shop(), symbol)
    assert all(mention.span.text == symbol.name for mention in found)
    return [
        (mention.span.source.home, mention.span.source.line(mention.span.start_position.line).strip())
        for mention in found
    ]


def test_a_node_is_named_in_its_flow_its_tests_and_the_project() -> None:
    assert places(Symbol("node", "shop", "ask")) == [
        ("flows/shop.test.yaml", "- bot: {node: ask, says: number}"),
        (FLOW, "next: ask"),
        (FLOW, "ask:"),
        ("talkif.yaml", '- {files: "flows/*", nodes: [ask], severity: {hard-to-hear: "off"}}'),
    ]
    assert ("flows/shop.test.yaml", "- llm: {choose: bye}") in places(Symbol("node", "shop", "bye"))


def test_a_variable_is_named_in_templates_formulas_and_prompts() -> None:
    found = places(Symbol("variable", "shop", "order"))
    assert (FLOW, "- {if: \"vars.order.status == 'open' && inputs.plan == 'pro'\", to: talk}") in found
    assert (PROMPT, "Order {{order_id}} is {{order.status}}.") in found
    assert ("prompts/tone.md", "Be kind about {{order.status}}.") in found
    assert (FLOW, "outputs: [order]") in found


def test_flows_name_what_belongs_to_other_flows() -> None:
    assert (FLOW, "outputs: {order_id: receipt}") in places(Symbol("variable", "payment", "receipt"))
    assert (FLOW, 'inputs: {amount: "12.5"}') in places(Symbol("input", "payment", "amount"))
    assert (FLOW, '- {on: "exit:paid", to: bye}') in places(Symbol("outcome", "payment", "paid"))


def test_tools_are_known_by_their_name_in_the_flow_and_in_their_file() -> None:
    assert ("flows/shop.test.yaml", "mocks: {find_order: {status: open}}") in places(
        Symbol("tool", "shop", "find_order")
    )
    assert places(Symbol("shared_tool", "tools/orders.yaml", "find_order")) == [
        (FLOW, "find_order: {use: tools/orders.yaml#find_order}"),
        ("tools/orders.yaml", "find_order:"),
    ]


@pytest.mark.parametrize(
    ("marked", "path", "name"),
    [
        ("into: ¦order_id", FLOW, "order_id"),
        ("into: order_id¦", FLOW, "order_id"),
        ("{{ac¦count.name}}", FLOW, "account"),
        ("{{account.na¦me}}", FLOW, "account.name"),
        ("vars.order.sta¦tus", FLOW, "vars.order.status"),
        ("{{order.st¦atus}}", PROMPT, "vars.order.status"),
        ("{{> to¦ne}}", PROMPT, "prompts/tone.md"),
        ("{{args.¦id}}", "tools/orders.yaml", "args.id"),
    ],
)
def test_what_is_named_at_a_place(marked: str, path: str, name: str) -> None:
    assert mentions_at(shop(), path, place(marked, path))[0].symbol.name == name


@pytest.mark.parametrize(
    "text",
    ["{{receipt}}", "{{this.receipt}}", "{{@root.vars.receipt}}", "{{#if amount}}{{vars.[receipt]}}{{/if}}"],
)
def test_every_way_to_write_a_name_in_a_template(text: str) -> None:
    flow = FILES["flows/payment.yaml"].replace("start: charge", f"prompt: '{text}'\nstart: charge")
    moment = shop({"flows/payment.yaml": flow})
    found = [mention for mention in mentions_in(moment, "flows/payment.yaml") if mention.symbol.name == "receipt"]
    assert flow.index(text) + text.index("receipt") in [mention.span.start for mention in found]
