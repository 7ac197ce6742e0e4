from __future__ import annotations

import pytest

from talkif_compiler.fields.edges import CALL_EVENTS, LINE_FAILED
from talkif_compiler.lsp.event_words import EVENT_WORDS
from talkif_compiler.lsp.hover import hover
from talkif_compiler.nodes import NODE_TYPES
from tests.compiler.lsp.shop import FILES, FLOW, PROMPT, place, shop, typed


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
        ("provider: ¦deepgram", FLOW, "vendor **deepgram**: Deepgram\n\nHas recognition, voices."),
        ("model: ¦nova-3", FLOW, "model **nova-3** of `deepgram`"),
        ("on: ¦success", FLOW, "It worked."),
        ("on: gave¦_up", FLOW, "The caller gave no value that fits"),
        ("{use: tools/¦orders.yaml#find_order}", FLOW, "    schema: talkif.tools/v1"),
        ("{use: tools/orders.yaml#¦find_order}", FLOW, "Finds an order."),
        ("{file: ¦prompts/talk.md}", FLOW, "    Order {{order_id}} is"),
        ("{{> ¦tone}}", PROMPT, "    Be kind about"),
        ("args: {¦id", FLOW, "argument **id**: string\n\nIts number."),
        ("{{args.¦id}}", "tools/orders.yaml", "argument **id**: string\n\nIts number."),
        ("¦exit:paid", FLOW, "The flow has come back with the outcome `paid`."),
        ("secret: ¦orders_key", "tools/orders.yaml", "- production: `vault/orders`"),
    ],
)
def test_what_is_known_of_a_word(marked: str, path: str, expected: str) -> None:
    assert expected in said(marked, path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  stt:", "  tts: {provider: elevenlabs, voice: ¦rachel}\n  stt:", "voice **Rachel** of `elevenlabs`"),
        ("  stt:", "  llm: [{provider: openai, model: ¦gpt-5.4-mini}]\n  stt:", "per million tokens in"),
        ("{type: end, say", "{type: hours, schedule: off¦ice, say", "    {windows: [{days: [mon-fri]"),
        ("on: gave_up", "on: dtmf¦:0", "The caller presses 0."),
        ("Bye.", "{{#each order.lines}}{{spell n¦ame}}{{/each}}", "**name**: string"),
        ("Bye.", "{{#each order.lines as |one|}}{{one.n¦ame}}{{/each}}", "**one.name**: string"),
        ("Bye.", "{{#with order}}{{sta¦tus}}{{/with}}", "**status**: string"),
    ],
)  # fmt: skip
def test_what_is_known_of_a_word_that_is_being_typed(old: str, new: str, expected: str) -> None:
    moment, offset = typed(old, new)
    found = hover(moment, FLOW, offset)
    assert expected in (found.text if found is not None else "")


def test_the_voice_of_one_line_is_that_of_the_flows_vendor() -> None:
    flow = FILES[FLOW].replace("model: nova-3}", "model: nova-3}\n  tts: [{provider: elevenlabs, voice: Brian}]")
    marked = flow.replace("type: say\n", "type: say\n    voice: ¦Rachel\n")
    found = hover(shop({FLOW: marked.replace("¦", "")}), FLOW, marked.index("¦"))
    assert found is not None
    assert "voice **Rachel** of `elevenlabs`" in found.text


def test_an_item_in_a_prompt_is_known_by_the_flow_that_reads_it() -> None:
    moment, offset = typed("{{> tone}}", "{{#each order.lines}}{{na¦me}}{{/each}}", PROMPT)
    found = hover(moment, PROMPT, offset)
    assert found is not None
    assert (found.text, found.span.text) == ("**name**: string", "name")


def test_a_name_that_is_nowhere_has_no_words() -> None:
    moment, offset = typed("provider: deepgram", "provider: deep¦grm")
    assert hover(moment, FLOW, offset) is None


def test_every_event_has_words() -> None:
    known = {event for node in NODE_TYPES for event in node.WAYS.events} | {*CALL_EVENTS, LINE_FAILED}
    assert known == EVENT_WORDS.keys()


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
