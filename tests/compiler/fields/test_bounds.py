"""Settings that cannot work are refused by name, and the JSON Schema refuses them, too."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from talkif_compiler.files.bind import bind
from talkif_compiler.files.json_schema import file_schema
from talkif_compiler.files.project_file import read_project
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse

FLOW = "schema: talkif.flow/v1\nflow: a\nstart: bye\n{section}\nnodes: {{n: {node}, bye: {{type: end}}}}\n"
PROJECT = "schema: talkif.project/v1\n"


def read(text: str) -> Any:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is not None, found
    return document


def refused(text: str) -> list[tuple[str, str | None]]:
    """(message, help) of the errors, which the schema has to have as well."""
    document = read(text)
    found = bind(document)[1] if "talkif.flow/" in text else read_project(text)[1]
    errors = list(jsonschema.Draft202012Validator(file_schema(_kind(text))).iter_errors(plain_data(document)))
    assert bool(errors) == bool(found), (errors, found)
    assert {item.rule for item in found} <= {"wrong-type"}
    return [(item.message, item.help) for item in found]


def _kind(text: str) -> str:
    return "flow" if "talkif.flow/" in text else "project"


def flow(node: str = "{type: end}", section: str = "") -> str:
    return FLOW.format(node=node, section=section)


LONGER = "has to be longer than 0s"
ONE = "has to be 1 or more"
EMPTY = "is empty"


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ("{type: transfer, to: []}", f"`to` {EMPTY}"),
        ("{type: transfer, to: '+14155550123', ring: 0s}", f"`ring` {LONGER}"),
        ("{type: menu, ask: Which?, choices: {}}", f"`choices` {EMPTY}"),
        ("{type: menu, ask: Which?, timeout: 0s, choices: {a: {to: bye}}}", f"`timeout` {LONGER}"),
        ("{type: menu, ask: Which?, choices: {a: {to: bye, says: []}}}", f"`says` {EMPTY}"),
        ("{type: menu, ask: '', choices: {a: {to: bye}}}", f"`ask` {EMPTY}"),
        ("{type: collect, into: x, ask: What?, input: []}", f"`input` {EMPTY}"),
        ("{type: collect, into: x, ask: What?, max_digits: 0}", f"`max_digits` {ONE}"),
        ("{type: collect, into: x, ask: What?, timeout: 0ms}", f"`timeout` {LONGER}"),
        ("{type: collect, into: x, ask: What?, retries: {no_input: []}}", f"`no_input` {EMPTY}"),
        ("{type: wait, for: 0s}", f"`for` {LONGER}"),
        ("{type: wait, for: 0h0m0.0s}", f"`for` {LONGER}"),
        ("{type: agent, prompt: ''}", f"`prompt` {EMPTY}"),
        ("{type: agent, prompt: Help., max_turns: 0}", f"`max_turns` {ONE}"),
        ("{type: agent, prompt: Help., next: [{when: '', to: bye}]}", f"`when` {EMPTY}"),
        ("{type: hours, windows: []}", f"`windows` {EMPTY}"),
        ("{type: hours, windows: [{days: [], from: '09:00', to: '17:00'}]}", f"`days` {EMPTY}"),
        ("{type: play, audio: 'https://example.com/a.wav', loop: 0}", f"`loop` {ONE}"),
        ("{type: http, url: ''}", f"`url` {EMPTY}"),
        ("{type: http, url: 'https://example.com', timeout: 0s}", f"`timeout` {LONGER}"),
        ("{type: tool, tool: t, timeout: 0s}", f"`timeout` {LONGER}"),
        ("{type: message, to: '+14155550123', text: ''}", f"`text` {EMPTY}"),
        ("{type: say, text: ''}", f"`text` {EMPTY}"),
        ("{type: say, variants: [Hello., '']}", f"this {EMPTY}"),
        ("{type: voicemail, message: ''}", f"`message` {EMPTY}"),
    ],
)
def test_nodes(node: str, message: str) -> None:
    ((found, advice),) = refused(flow(node))
    assert found == message
    assert advice is not None
    assert advice.startswith("Write ")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("settings: {max_call: 0s}", f"`max_call` {LONGER}"),
        ("settings: {idle: {after: 0s, then: bye}}", f"`after` {LONGER}"),
        ("settings: {idle: {prompts: [], then: bye}}", f"`prompts` {EMPTY}"),
        ("services: {llm: []}", f"`llm` {EMPTY}"),
        ("services: {llm: {provider: ''}}", f"`provider` {EMPTY}"),
        ("tools: {t: {description: '', url: 'https://example.com'}}", f"`description` {EMPTY}"),
        ("tools: {t: {description: d, url: ''}}", f"`url` {EMPTY}"),
        ("tools: {t: {description: d, mcp: {url: '', tool: t}}}", f"`url` {EMPTY}"),
        ("tools: {t: {description: d, mcp: {url: 'https://example.com', tool: ''}}}", f"`tool` {EMPTY}"),
        (
            "tools: {t: {description: d, mcp: {url: 'https://example.com', tool: t}, timeout: 0s}}",
            f"`timeout` {LONGER}",
        ),
        ("handlers: [{when: '', to: bye}]", f"`when` {EMPTY}"),
    ],
)
def test_sections(section: str, message: str) -> None:
    ((found, _),) = refused(flow(section=section))
    assert found == message


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("budgets: {turn_latency: 0s}", f"`turn_latency` {LONGER}"),
        ("budgets: {prompt_tokens: 0}", f"`prompt_tokens` {ONE}"),
        ("schedules: {office: {windows: []}}", f"`windows` {EMPTY}"),
        ("rules: {overrides: [{files: [], severity: {long-way: off}}]}", f"`files` {EMPTY}"),
    ],
)
def test_projects(section: str, message: str) -> None:
    ((found, _),) = refused(PROJECT + section + "\n")
    assert found == message


@pytest.mark.parametrize(
    "text",
    [
        flow("{type: voicemail, message: Hello., after: delay, delay: 0s}"),
        flow("{type: collect, into: x, ask: What?, retries: {max: 0}}"),
        flow("{type: wait, for: 1ms}"),
        flow("{type: agent, prompt: Help., tools: [], examples: []}"),
        flow("{type: split, weights: {a: 1, b: 0}}"),
        flow("{type: say, text: {file: prompts/hello.md}}"),
        flow("{type: menu, ask: Which?, choices: {a: {to: bye, says: a}}, retries: {no_input: Pardon?}}"),
    ],
)
def test_nothing_is_wrong_with_nothing_where_it_means_something(text: str) -> None:
    assert refused(text) == []


def test_what_may_be_left_out_says_so() -> None:
    ((_, required),) = refused(flow("{type: wait, for: 0s}"))
    assert required == "Write how long, as in `8s`."
    ((_, optional),) = refused(flow("{type: transfer, to: '+14155550123', ring: 0s}"))
    assert optional == "Write how long, as in `8s`, or leave `ring` out."
