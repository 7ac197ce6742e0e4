from __future__ import annotations

import pytest

from talkif_compiler.lsp.navigation import definitions, references
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT, place, shop


def leads_to(marked: str, path: str = FLOW) -> list[tuple[str, str]]:
    spans = definitions(shop(), path, place(marked, path))
    return [(span.source.home, span.source.line(span.start_position.line).strip()) for span in spans]


@pytest.mark.parametrize(
    ("marked", "file", "line"),
    [
        ("next: ¦ask", FLOW, "ask:"),
        ("start: gre¦et", FLOW, "greet:"),
        ("into: ¦order_id", FLOW, 'order_id: {type: string, pattern: "[0-9]{6}", description: Number of the order.}'),
        ("{{¦order_id}}", FLOW, 'order_id: {type: string, pattern: "[0-9]{6}", description: Number of the order.}'),
        ("tool: ¦find_order", FLOW, "find_order: {use: tools/orders.yaml#find_order}"),
        ("#find¦_order", "tools/orders.yaml", "find_order:"),
        ("use: tools/¦orders", "tools/orders.yaml", "schema: talkif.tools/v1"),
        ("file: ¦prompts/talk.md", PROMPT, "Order {{order_id}} is {{order.status}}."),
        ("flow: ¦payment", "flows/payment.yaml", "flow: payment"),
        ("exit:¦paid", "flows/payment.yaml", "outcomes: [paid]"),
        ("¦exit:paid", "flows/payment.yaml", "outcomes: [paid]"),
        ("ex¦it:paid", "flows/payment.yaml", "outcomes: [paid]"),
        (
            "args: {¦id",
            "tools/orders.yaml",
            "parameters: {id: {type: string, required: true, description: Its number.}}",
        ),
        ("inputs: {¦amount", "flows/payment.yaml", "amount: {type: number, required: true}"),
        ("outputs: {order_id: ¦receipt}", "flows/payment.yaml", 'receipt: {type: string, pattern: "[0-9]{6}"}'),
        ("outcome: ¦sold", FLOW, "outcomes: [done, sold]"),
    ],
)
def test_names_lead_to_where_they_are_declared(marked: str, file: str, line: str) -> None:
    assert leads_to(marked) == [(file, line)]


def test_from_other_files() -> None:
    assert leads_to("{{¦order.status}}", PROMPT) == [(FLOW, "order:")]
    assert leads_to("{{> ¦tone}}", PROMPT) == [("prompts/tone.md", "Be kind about {{order.status}}.")]
    assert leads_to("node: ¦ask", "flows/shop.test.yaml") == [(FLOW, "ask:")]
    assert leads_to("host: ¦orders", "tools/orders.yaml") == [
        ("talkif.yaml", 'hosts: {orders: "https://orders.example.com"}')
    ]


def test_what_a_tool_reads_of_its_arguments_leads_to_its_parameters() -> None:
    assert leads_to("{{args.¦id}}", "tools/orders.yaml") == [
        ("tools/orders.yaml", "parameters: {id: {type: string, required: true, description: Its number.}}")
    ]


def test_an_arm_of_a_split_leads_to_its_weight() -> None:
    flow = (
        "flow: a\nnodes:\n  s: {type: split, weights: {old: 1, new: 2}, next: [{on: old, to: s}, {on: new, to: s}]}\n"
    )
    text = f"schema: talkif.flow/v1\n{flow}"
    (span,) = definitions(shop({FLOW: text}), FLOW, text.index("new, to"))
    assert span.source.text[span.start :].startswith("new: 2")


def test_a_schedule_is_declared_in_the_project() -> None:
    flow = "schema: talkif.flow/v1\nflow: late\nstart: a\nnodes: {a: {type: hours, schedule: office}}\n"
    moment = shop({"flows/late.yaml": flow})
    (span,) = definitions(moment, "flows/late.yaml", flow.index("office"))
    assert span.source.home == "talkif.yaml"


@pytest.mark.parametrize(
    ("exit_", "line"),
    [("exit:pa¦id", "ended: {type: end, outcome: paid}"), ("exit:do¦ne", "other: {type: end}")],
)
def test_an_outcome_that_is_not_declared_leads_to_the_ends_that_have_it(exit_: str, line: str) -> None:
    payment = FILES["flows/payment.yaml"].replace("outcomes: [paid]\n", "") + "  other: {type: end}\n"
    marked = FILES[FLOW].replace("exit:paid", exit_)
    moment = shop({"flows/payment.yaml": payment, FLOW: marked.replace("¦", "")})
    (span,) = definitions(moment, FLOW, marked.index("¦"))
    assert (span.source.home, span.source.line(span.start_position.line).strip()) == ("flows/payment.yaml", line)


def test_words_lead_nowhere() -> None:
    assert leads_to("type: co¦llect") == []
    assert leads_to("name: finds ¦an order", "flows/shop.test.yaml") == []


def test_references_with_and_without_the_declaration() -> None:
    at = place("next: ¦ask")
    found = references(shop(), FLOW, at)
    assert len(found) == 4
    assert len(references(shop(), FLOW, at, declarations_too=False)) == 3
