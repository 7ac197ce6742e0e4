from __future__ import annotations

import pytest

from talkif_compiler.lsp.completion import complete
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT, shop, typed

TEST = "flows/shop.test.yaml"
NODES = ["greet", "ask", "lookup", "route", "talk", "pay", "bye"]


def labels(old: str, new: str, path: str = FLOW) -> list[str]:
    moment, offset = typed(old, new, path)
    return [found.offer.label for found in complete(moment, path, offset)]


def result(old: str, new: str, label: str, path: str = FLOW) -> str:
    """The line after the choice."""
    moment, offset = typed(old, new, path)
    view = moment.view(path)
    assert view is not None
    (found,) = [found for found in complete(moment, path, offset) if found.offer.label == label]
    text = view.source.text[: found.start] + found.text + view.source.text[found.end :]
    return text.split("\n")[text[: found.start].count("\n")].strip()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    next: ask\n", "    next: ¦\n"),
        ("    next: ask\n", "    next: a¦\n"),
        ("start: greet\n", "start: ¦\n"),
        ("      - {on: done, to: lookup}\n", "      - {on: done, to: ¦}\n"),
        ("      - {on: done, to: lookup}\n", "      - {on: done, to: ¦\n"),
        ("      - {on: done, to: lookup}\n", "      - {on: done, to: lo¦\n"),
        ("    next:\n      - {on: done, to: lookup}\n", "    next: [{on: done, to: ¦\n"),
        ("      - {else: pay}\n", "      - {else: ¦\n"),
    ],
)
def test_nodes_where_an_edge_leads(old: str, new: str) -> None:
    assert [label for label in labels(old, new) if label in NODES] == NODES


def test_a_mistake_elsewhere_hides_nothing() -> None:
    text = FILES[FLOW].replace("outputs: [order]", "outputs: [order").replace("to: lookup}", "to: ¦")
    moment = shop({FLOW: text.replace("¦", "")})
    assert "talk" in [found.offer.label for found in complete(moment, FLOW, text.index("¦"))]


def test_events_of_the_node_come_first() -> None:
    found = labels("{on: done, to: lookup}", "{on: ¦")
    assert found[:2] == ["done", "gave_up"]
    assert "hangup" in found
    assert "success" not in found
    assert labels('{on: "exit:paid", to: bye}', "{on: ¦}")[0] == "exit:paid"


def test_an_event_with_a_colon_is_put_in_quotes() -> None:
    assert result("{on: done, to: lookup}", "{on: dt¦}", "dtmf:0") == '- {on: "dtmf:0"}'
    assert result("{on: done, to: lookup}", '{on: "dt¦"}', "dtmf:0") == '- {on: "dtmf:0"}'


def test_node_types() -> None:
    found = labels("    type: collect\n", "    type: ¦\n")
    assert {"agent", "say", "wait"} <= set(found)


@pytest.mark.parametrize(
    ("old", "new", "expected", "absent"),
    [
        ("    into: order_id\n", "    ¦\n", "into", "type"),
        ("    into: order_id\n", "    in¦\n", "into", "next"),
        ("      - {on: done, to: lookup}\n", "      - {¦\n", "when", "type"),
        ("      - {on: done, to: lookup}\n", "      - ¦\n", "if", "type"),
        ("      - {on: done, to: lookup}\n", "      - {on: done, ¦}\n", "to", "on"),
        ("start: greet\n", "se¦\nstart: greet\n", "settings", "start"),
        ("  bye: {type: end,", "  bye: {type: end, ¦", "disposition", "outcome"),
        ("    prompt: {file: prompts/talk.md}", "    prompt: {¦", "file", "type"),
        ("  greet:\n    type: say\n", "  greet:\n    ¦\n", "type", "flow"),
    ],
)
def test_keys_of_the_record_at_hand(old: str, new: str, expected: str, absent: str) -> None:
    found = labels(old, new)
    assert expected in found
    assert absent not in found


def test_keys_say_what_they_mean() -> None:
    moment, offset = typed("    into: order_id\n", "    ¦\n")
    (found,) = [found for found in complete(moment, FLOW, offset) if found.offer.label == "into"]
    assert found.offer.doc == "Variable that takes the value."
    assert found.offer.detail == "required"
    assert result("    into: order_id\n", "    in¦\n", "into") == "into:"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("into: order_id", "into: ¦", ["order_id", "order"]),
        ("outputs: [order]", "outputs: [¦", ["order_id", "order"]),
        ("tools: [find_order]", "tools: [¦]", ["find_order"]),
        ("tool: find_order", "tool: ¦", ["find_order"]),
        ("outcome: sold", "outcome: ¦", ["done", "sold"]),
        ("flow: payment", "flow: ¦", ["payment", "shop"]),
        ('inputs: {amount: "12.5"}', "inputs: {¦}", ["amount"]),
        ("outputs: {order_id: receipt}", "outputs: {order_id: ¦}", ["receipt"]),
        ("outputs: {order_id: receipt}", "outputs: {¦}", ["order_id", "order"]),
        ('args: {id: "{{order_id}}"}', "args: {¦}", ["id"]),
        ("{file: prompts/talk.md}", "{file: ¦}", ["prompts/talk.md", "prompts/tone.md"]),
        ("{use: tools/orders.yaml#find_order}", "{use: ¦}", ["tools/orders.yaml#find_order"]),
        ("type: enum, values", "type: ¦, values", ["string"]),
        ("provider: deepgram", "provider: ¦", ["deepgram"]),
        ("model: nova-3", "model: ¦", ["nova-3"]),
    ],
)
def test_names_of_the_flow_and_of_the_repository(old: str, new: str, expected: list[str]) -> None:
    found = labels(old, new)
    assert [label for label in found if label in expected] == expected


def test_schedules_numbers_hosts_and_secrets_of_the_project() -> None:
    node = "  bye: {type: end"
    assert labels(node, f"  open: {{type: hours, schedule: ¦}}\n{node}") == ["office"]
    assert labels(node, f"  on: {{type: transfer, to: {{number: ¦}}}}\n{node}") == ["desk"]
    assert labels("host: orders", "host: ¦", "tools/orders.yaml") == ["orders"]
    assert labels("{secret: orders_key}", "{secret: ¦}", "tools/orders.yaml") == ["orders_key"]


def test_rules_in_the_project_and_in_comments() -> None:
    assert "unreachable-node" in labels('{hard-to-hear: "off"}', "{¦}", "talkif.yaml")
    assert labels('{hard-to-hear: "off"}', "{hard-to-hear: ¦}", "talkif.yaml") == ["off", "info", "warning", "error"]
    assert "unreachable-node" in labels("start: greet", "# talkif: ignore ¦\nstart: greet")
    assert "broken-reference" not in labels("start: greet", "# talkif: ignore ¦\nstart: greet")
    assert result("start: greet", "# talkif: ignore unre¦", "unreachable-node") == "# talkif: ignore unreachable-node"
    assert labels("start: greet", "# talkif: ignore dead-end -- ¦") == []
    assert labels("start: greet", "# a remark ¦\nstart: greet") == []


def test_tests_name_what_is_in_their_flow() -> None:
    assert labels("node: ask", "node: ¦", TEST) == NODES
    assert labels("choose: bye", "choose: ¦", TEST) == NODES
    assert labels("vars: {order_id:", "vars: {¦:", TEST) == ["order_id", "order"]
    assert labels("flow: shop", "flow: ¦", TEST) == ["payment", "shop"]
    assert labels("mocks: {find_order:", "mocks: {¦:", TEST) == ["find_order"]
    assert labels("outcome: sold", "outcome: ¦", TEST) == ["done", "sold"]


def test_a_node_that_is_not_there_yet() -> None:
    moment, offset = typed("  bye: {type", "  ¦\n  by: {type")
    assert [found.offer.label for found in complete(moment, FLOW, offset)] == ["bye"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{{account.name}}", "{{account.¦", "name"),
        ('"Your number?"', '"Your {{¦', "order_id"),
        ('"Your number?"', '"Your {{co¦"', "contact"),
        ("vars.order.status ==", "vars.order.¦", "status"),
        ("inputs.plan == 'pro'", "inputs.plan == '¦", "pro"),
    ],
)
def test_names_in_templates_and_conditions(old: str, new: str, expected: str) -> None:
    assert expected in labels(old, new)


def test_prompt_files_know_the_flows_that_use_them() -> None:
    assert "status" in labels("{{order.status}}", "{{order.¦}}", PROMPT)
    assert "order_id" in labels("{{order.status}}", "{{or¦", "prompts/tone.md")


def test_only_the_word_at_hand_is_replaced() -> None:
    assert result("{{account.name}}", "{{acc¦ount.name}}", "account") == "prompt: You work for {{accountount.name}}."
    assert result("    next: ask\n", "    next: a¦\n", "lookup") == "next: lookup"


def test_files_of_other_kinds_are_left_alone() -> None:
    moment = shop({"notes.yaml": "a: ", "readme.txt": "{{"})
    assert complete(moment, "notes.yaml", 3) == []
    assert complete(moment, "readme.txt", 2) == []
    assert complete(moment, "missing.yaml", 0) == []


def test_every_place_of_every_file_can_be_asked_about() -> None:
    for path, text in FILES.items():
        for offset in range(0, len(text), 7):
            complete(shop({path: text[:offset]}), path, offset)
            complete(shop({path: text[:offset] + "{{" + text[offset:]}), path, offset + 2)


def test_vendors_that_calls_cannot_use_come_last() -> None:
    moment, offset = typed("provider: deepgram", "provider: ¦")
    ranks = {found.offer.label: found.offer.rank for found in complete(moment, FLOW, offset)}
    assert (ranks["deepgram"], ranks["offline"], ranks["soniox"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("old", "new", "path", "expected", "not_expected"),
    [
        ("{on: done, to: lookup}", "{on: done, ¦}", FLOW, ["to", "say"], ["if", "when", "else"]),
        ("{else: pay}", "{else: pay, ¦}", FLOW, ["say", "set"], ["to", "on"]),
        ("{else: pay}", "{to: pay, ¦}", FLOW, ["if", "on", "when"], ["else"]),
        ("start: greet", "handlers: [{¦}]\nstart: greet", FLOW, ["if", "on", "when", "return"], ["else"]),
        ("      - user: one two three\n", "      - user: one two three\n        ¦\n", TEST, [], ["llm", "bot"]),
        ("tools:\n", "tools:\n  new:\n    ¦\n", FLOW, ["use", "mcp", "url"], []),
        ("tools:\n", "tools:\n  new: {url: /a, ¦}\n", FLOW, ["method"], ["use", "mcp"]),
        ("tools:\n", "tools:\n  new:\n    ¦\n", "tools/orders.yaml", ["mcp", "url"], ["use"]),
    ],
)
def test_keys_that_bar_each_other(old: str, new: str, path: str, expected: list[str], not_expected: list[str]) -> None:
    found = labels(old, new, path)
    assert set(expected) <= set(found)
    assert set(not_expected).isdisjoint(found)


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    [
        ("windows: [", "timezone: ¦, windows: [", "talkif.yaml", ["account", "contact", "Europe/Berlin"]),
        ("windows: [", "holidays: ¦, windows: [", "talkif.yaml", ["DE", "US"]),
        ("windows: [", "holidays: DE-¦, windows: [", "talkif.yaml", ["DE-BY"]),
        ("days: [mon-fri]", "days: [¦]", "talkif.yaml", ["mon", "sun", "mon-fri"]),
        ("    inputs: {plan: pro}\n", "    contact: {¦}\n", TEST, ["firstName", "timezone"]),
        ("    inputs: {plan: pro}\n", "    call: {¦}\n", TEST, ["direction", "from"]),
    ],
)
def test_what_the_calendar_and_the_platform_know(old: str, new: str, path: str, expected: list[str]) -> None:
    assert set(expected) <= set(labels(old, new, path))
