from __future__ import annotations

from talkif_compiler.checks.services.choices import effective, written
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import Linked, link
from talkif_compiler.syntax.sources import Sources


def linked(services: str, own: str = "") -> Linked:
    flow = f"""\
schema: talkif.flow/v1
flow: a
{services}
start: talk
nodes:
  talk: {{type: agent, prompt: Chat.{own}, next: [{{when: Bye, to: bye}}]}}
  bye: {{type: end, say: Goodbye.}}
"""
    sources = Sources({"a.yaml": flow})
    document, _ = sources.document("a.yaml")
    assert document is not None
    bound, _ = bind(document)
    assert bound is not None
    return link(bound, sources)[0]


def chosen(flow: Linked, node: str = "talk") -> list[tuple[str, str | None]]:
    return [(item.provider, item.model_name) for item in effective(flow, flow.nodes[node], "llm")]


def test_a_node_uses_its_own_vendors_and_else_the_flows() -> None:
    services = "services: {llm: [{provider: openai, model: gpt-5.4}, {provider: anthropic}]}"
    assert chosen(linked(services)) == [("openai", "gpt-5.4"), ("anthropic", None)]
    assert chosen(linked(services, ", services: {llm: {provider: groq, model: x}}")) == [("groq", "x")]
    assert chosen(linked(services, ", services: {tts: {provider: rime}}"))[0] == ("openai", "gpt-5.4")


def test_without_a_word_on_vendors_the_defaults_hold_and_nothing_is_written() -> None:
    flow = linked("language: en-US")
    (item,) = effective(flow, None, "llm")
    assert (item.provider, item.fields) == ("openai", None)
    assert item.model is not None
    assert list(written(flow)) == []


def test_options_are_plain_values_with_their_place() -> None:
    flow = linked("services: {llm: {provider: openai, options: {temperature: 0.5, stop: [a, b]}}}")
    (item,) = effective(flow, None, "llm")
    value, span = item.option("stop") or (None, None)
    assert value == ["a", "b"]
    assert span is not None
    assert span.text == "[a, b]"
    assert item.option("top_p") is None


def test_of_services_that_cannot_be_read_nothing_is_known() -> None:
    assert chosen(linked("services: {llm: [1, 2]}")) == []
