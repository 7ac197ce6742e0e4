from __future__ import annotations

import pytest

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.files.bind import bind
from talkif_compiler.files.flow import FlowFields
from talkif_compiler.limits import MAX_DECLARED, MAX_FINDINGS_PER_RULE
from talkif_compiler.nodes.end import End
from talkif_compiler.nodes.say import Say
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.parse import parse

HEAD = "schema: talkif.flow/v1\nflow: a\nstart: greet\n"


def read(text: str) -> tuple[FlowFields | None, list[Diagnostic]]:
    document, found = parse(SourceFile("a.yaml", HEAD + text))
    assert document is not None, found
    return bind(document)


def test_values_keep_their_places() -> None:
    flow, found = read("nodes:\n  greet: {type: say, text: Hello., next: bye}\n  bye: {type: end}\n")
    assert (found, flow is not None) == ([], True)
    greet = flow.nodes["greet"] if flow else None  # type: ignore[index]
    assert isinstance(greet, Say)
    assert greet.text is not None
    assert greet.text.span.start_position[:2] == (5, 28)
    assert greet.next[0].target.value == "bye"


def test_one_broken_node_hides_no_other() -> None:
    flow, found = read("nodes:\n  greet: {type: say}\n  ask: {type: sya}\n  bye: {type: end}\n")
    assert flow is not None
    assert {str(key): node is None for key, node in flow.nodes.items()} == {"greet": True, "ask": True, "bye": False}
    assert [item.rule for item in found] == ["missing-field", "wrong-type"]


def test_a_misspelt_required_key_is_one_mistake() -> None:
    _, found = read("nodes:\n  greet: {type: collect, asc: Who?, into: name, next: bye}\n  bye: {type: end}\n")
    assert [(item.rule, item.help.split("?")[0] if item.help else "") for item in found] == [
        ("unknown-key", "Did you mean `ask`")
    ]


def test_a_flow_that_is_no_mapping_says_so() -> None:
    document, _ = parse(SourceFile("a.yaml", "just text"))
    assert document is not None
    flow, found = bind(document)
    assert flow is None
    assert [item.rule for item in found] == ["wrong-type"]


@pytest.mark.parametrize("section", ["inputs", "variables", "tools", "handlers"])
def test_what_a_flow_declares_is_bounded(section: str) -> None:
    one = {"tools": "{description: d, url: https://example.com}", "handlers": "{on: hangup, to: bye}"}
    count = MAX_DECLARED + 1
    if section == "handlers":
        written = "[" + ", ".join([one[section]] * count) + "]"
    else:
        written = "{" + ", ".join(f"a{number}: {one.get(section, '{type: string}')}" for number in range(count)) + "}"
    flow, found = read(f"{section}: {written}\nnodes: {{bye: {{type: end}}}}\n")
    assert flow is None
    assert [(item.rule, item.span.text) for item in found] == [("file-too-large", section)]


def test_the_fields_of_an_object_are_bounded() -> None:
    fields = ", ".join(f"a{number}: {{type: string}}" for number in range(MAX_DECLARED + 1))
    _, found = read(
        f"variables: {{order: {{type: object, properties: {{{fields}}}}}}}\nnodes: {{bye: {{type: end}}}}\n"
    )
    assert [(item.rule, item.span.text) for item in found] == [("file-too-large", "properties")]


def test_unknown_keys_beyond_the_bound_are_not_looked_at() -> None:
    keys = "".join(f"key{number}: 1\n" for number in range(MAX_FINDINGS_PER_RULE + 50))
    _, found = read(keys + "nodes: {bye: {type: end}}\n")
    assert len(found) == MAX_FINDINGS_PER_RULE


def test_a_misspelt_key_is_read_as_the_one_that_was_meant() -> None:
    flow, found = read("variabels: {topic: {type: string}}\nnodes:\n  greet: {type: end, saay: Bye.}\n")
    assert flow is not None
    assert sorted((item.rule, item.span.text) for item in found) == [
        ("unknown-key", "saay"),
        ("unknown-key", "variabels"),
    ]
    assert list(flow.variables or ()) == ["topic"]
    greet = flow.nodes["greet"]  # type: ignore[index]
    assert isinstance(greet, End)
    assert greet.say is not None
    assert greet.say.scalar.text == "Bye."


def test_a_misspelt_key_hides_no_other_mistake() -> None:
    _, found = read("variabels: {topic: {type: sting}}\nnodes:\n  greet: {type: end}\n")
    assert [item.rule for item in found] == ["unknown-key", "wrong-type"]


def test_a_misspelt_key_with_a_value_of_something_else_is_one_mistake() -> None:
    flow, found = read("nodes:\n  greet: {type: collect, into: a, ask: b, retry: 3, next: bye}\n  bye: {type: end}\n")
    assert flow is not None
    assert [item.rule for item in found] == ["unknown-key"]


def test_a_flow_knows_whether_all_of_it_was_read() -> None:
    whole, _ = read("nodes:\n  greet: {type: end}\n")
    torn, _ = read("nodes:\n  greet: {type: end, say: [Bye.]}\n")
    assert (whole is not None, torn is not None) == (True, True)
    assert (whole and whole.is_whole, torn and torn.is_whole) == (True, False)


def test_a_flow_without_a_start_is_read_all_the_same() -> None:
    document, _ = parse(SourceFile("a.yaml", "schema: talkif.flow/v1\nflow: a\nnodes: {bye: {type: end}}\n"))
    assert document is not None
    flow, found = bind(document)
    assert [item.message for item in found] == ["`start` is missing"]
    assert flow is not None
    assert flow.start is None


@pytest.mark.parametrize("tag", ["en", "en-US", "de-DE-1996", "zh-Hans-CN", "es-419", "fil", "de-CH-x-phonebk"])
def test_a_language_tag(tag: str) -> None:
    assert read(f"language: {tag}\nnodes: {{bye: {{type: end}}}}\n")[1] == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("english", "Write a tag of BCP 47, as in `en-US`."),
        ("en US", "Write a tag of BCP 47, as in `en-US`."),
        ("en_US", "Write `en-US`."),
        ('""', "Write a tag of BCP 47, as in `en-US`."),
    ],
)
def test_what_is_no_language_tag(text: str, advice: str) -> None:
    flow, found = read(f"language: {text}\nnodes: {{bye: {{type: end}}}}\n")
    written = text.strip('"')
    assert [(item.message, item.help) for item in found] == [(f"`{written}` is no language tag", advice)]
    assert flow is not None
    assert flow.language is not None
    assert flow.language.value == written


@pytest.mark.parametrize(
    ("written", "rules"), [("5", ["ambiguous-scalar"]), ("!!str 5", []), ("&five on", ["ambiguous-scalar"])]
)
def test_a_tag_leaves_no_doubt_of_what_a_text_is(written: str, rules: list[str]) -> None:
    _, found = read(f"nodes:\n  greet: {{type: end, say: {written}}}\n")
    assert [item.rule for item in found] == rules
