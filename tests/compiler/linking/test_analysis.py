"""What a partial says is checked where it is called: its names mean what they mean there."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow, compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: greeting
prompt: Help the caller.
inputs: {plan: {type: string, required: true}}
variables:
  order: {type: object, properties: {lines: {type: list, items: {type: object, properties: {sku: {type: string}}}}}}
  topic: {type: string}
start: greet
handlers: [{when: The caller asks for a person, to: human}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: tell}, {on: gave_up, to: tell}]}
  tell: {type: say, text: "TEXT", next: human}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end, say: Goodbye.}
"""


def findings(text: str, **partials: str) -> list[tuple[str, str, str]]:
    """(rule, file, what is underlined) of all that is said of partials."""
    files = {"flow.yaml": FLOW.replace("TEXT", text)}
    files |= {f"prompts/{name}.md": content for name, content in partials.items()}
    return [
        (found.rule, found.span.file, found.span.text)
        for found in check_flow(files, "flow.yaml")
        if found.span.file.startswith("prompts/")
    ]


@pytest.mark.parametrize(
    ("partial", "rule", "underlined"),
    [
        ("{{nope}}", "undefined-variable", "nope"),
        ("{{vars.nope}}", "undefined-variable", "vars.nope"),
        ("{{frob 1}}", "unknown-helper", "frob"),
        ("{{upper}}", "helper-arguments", "upper"),
        ("{{contact.firstName}}", "unguarded-contact-field", "contact.firstName"),
        ("{{topic}}", "maybe-unset-variable", "topic"),
        ("This is **very** good.", "unspeakable-text", "**very**"),
        ("{{../plan}}", "parent-beyond-scope", "../plan"),
    ],
)
def test_what_is_wrong_in_a_partial_is_found_in_its_file(partial: str, rule: str, underlined: str) -> None:
    assert (rule, "prompts/b.md", underlined) in findings("{{> b}}", b=partial)


def test_a_partial_of_a_partial_is_checked() -> None:
    assert findings("{{> a}}", a="{{> b}}", b="{{nope}}") == [("undefined-variable", "prompts/b.md", "nope")]


def test_a_mistake_is_told_once_however_many_texts_lead_to_it() -> None:
    assert findings("{{> b}} {{> a}} {{> b}}", a="{{> b}}", b="{{nope}}") == [
        ("undefined-variable", "prompts/b.md", "nope")
    ]


@pytest.mark.parametrize(
    ("call", "partial"),
    [
        ("{{> b}}", "{{plan}}"),
        ("{{> b what=plan}}", "{{upper what}} {{#each (lookup . 'x')}}{{/each}}"),
        ("{{> b what=plan}}", "{{#if plan}}{{what}}{{/if}} {{this.what}}"),
        ("{{#each order.lines}}{{> b}}{{/each}}", "{{sku}} {{@index}}"),
        ("{{#each order.lines}}{{> b n=@index}}{{/each}}", "{{sku}} {{n}}"),
        ("{{> b order}}", "{{#each lines}}{{sku}}{{/each}}"),
        ("{{#each order.lines}}{{> b @root}}{{/each}}", "{{plan}}"),
        ("{{#with order}}{{> b ..}}{{/with}}", "{{plan}}"),
        ("{{#if topic}}{{> b}}{{/if}}", "{{topic}}"),
        ("{{> (lookup . 'plan')}}", "{{nope}}"),
        ("{{#*inline 'b'}}Hello{{/inline}}{{> b}}", "{{nope}}"),
    ],
)
def test_names_mean_what_they_mean_at_the_call(call: str, partial: str) -> None:
    known = {"unused-file", "raw-value-spoken"}
    assert [found for found in findings(call, b=partial) if found[0] not in known] == []


@pytest.mark.parametrize(
    ("call", "partial", "underlined"),
    [
        ("{{#each order.lines}}{{> b}}{{/each}}", "{{plan}}", "plan"),
        ("{{> b order}}", "{{sku}}", "sku"),
        ("{{> b}}", "{{@index}}", "@index"),
        ("{{> b what=plan}}", "{{#each order.lines}}{{what}}{{/each}}", "what"),
        ("{{#each order.lines as |line|}}{{> b}}{{/each}}", "{{line.sku}}", "line.sku"),
    ],
)
def test_names_of_the_call_end_with_it(call: str, partial: str, underlined: str) -> None:
    assert ("undefined-variable", "prompts/b.md", underlined) in findings(call, b=partial)


def test_a_partial_that_is_right_in_one_call_may_be_wrong_in_another() -> None:
    text = "{{#each order.lines}}{{> b}}{{/each}} {{> b}}"
    assert findings(text, b="{{sku}}") == [("undefined-variable", "prompts/b.md", "sku")]


def test_what_a_partial_prints_counts_as_printed_by_the_text_around_it() -> None:
    prompt = FLOW.replace("TEXT", "Hello.").replace("Help the caller.", "'{{> b}}'")
    files = {"flow.yaml": prompt, "prompts/b.md": "The caller said {{last.utterance}}."}
    found = check_flow(files, "flow.yaml")
    assert ("untrusted-in-system-prompt", "prompts/b.md") in {(each.rule, each.span.file) for each in found}


def test_partials_that_call_each_other_in_ever_more_ways_end() -> None:
    """Each level doubles the ways to the last one."""
    partials = {f"p{n}": f"{{{{> p{n + 1} a{n}=plan}}}}{{{{> p{n + 1} b{n}=plan}}}}" for n in range(30)}
    files = {"flow.yaml": FLOW.replace("TEXT", "{{> p0}}"), "prompts/p30.md": "{{nope}}"}
    files |= {f"prompts/{name}.md": content for name, content in partials.items()}
    assert compile_flow(files, "flow.yaml").artifact is None
