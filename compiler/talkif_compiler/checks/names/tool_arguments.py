"""A tool is called with arguments that it does not take, of another type, or without one that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic
from ...fields.leaves import Key, Text
from ...fields.tools import ToolFields
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.tool import Tool
from ...rule import Rule
from ...suggest import hint, one_of
from ...templates import ParsedTemplate
from ...templates.nodes import Output
from ...templates.types import type_words

RULE = Rule(
    id="tool-arguments",
    severity="error",
    summary="A tool is called with arguments that it does not take, of another type, or without one that it needs.",
    doc="""\
The request of the tool would be sent with an empty value in place of the missing argument, or with one that the other
side refuses. Of an argument the type is known when it is written out, or is one value: `{{order.total}}`. Text may hold
a value of any type.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.id}}"
nodes:
  greet:
    type: tool
    tool: find_order
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true}}
    url: "https://api.example.com/orders/{{args.id}}"
nodes:
  greet:
    type: tool
    tool: find_order
    args: {id: "{{call.from}}"}
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
)


#: Type of a parameter -> types whose printed form is never one of it.
_NEVER: dict[str, frozenset[str]] = {
    "number": frozenset({"boolean", "date", "time", "email", "object", "list"}),
    "integer": frozenset({"boolean", "date", "time", "email", "object", "list"}),
    "boolean": frozenset({"number", "integer", "date", "time", "phone", "email", "object", "list"}),
    "enum": frozenset({"date", "time", "email", "object", "list"}),
    "date": frozenset({"number", "integer", "boolean", "time", "phone", "email", "object", "list"}),
    "time": frozenset({"number", "integer", "boolean", "date", "phone", "email", "object", "list"}),
    "phone": frozenset({"boolean", "date", "time", "email", "object", "list"}),
    "email": frozenset({"number", "integer", "boolean", "date", "time", "phone", "object", "list"}),
    "object": frozenset({"number", "integer", "boolean", "date", "time", "phone", "email", "enum", "list"}),
    "list": frozenset({"number", "integer", "boolean", "date", "time", "phone", "email", "enum", "object"}),
}
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_INTEGER = re.compile(r"[+-]?\d+(?:\.0+)?")


def check(linked: Linked) -> Iterator[Diagnostic]:
    typed: list[tuple[Tool, Key, TypeSpec]] = []
    for node in linked.readable_nodes():
        tool = linked.tools.get(node.tool.value) if isinstance(node, Tool) and node.tool is not None else None
        if isinstance(node, Tool) and tool is not None:
            yield from _compare(node, tool)
            specs = tool.parameter_specs() if node.args else {}
            typed += [(node, name, specs[name]) for name in node.args or () if name in specs]
    yield from _mistyped(linked, typed)


def _compare(node: Tool, tool: ToolFields) -> Iterator[Diagnostic]:
    given = node.keys_in("args")
    parameters = tool.parameters or {}
    for name in given or ():
        if name.text not in parameters:
            message = f"the tool `{node.tool.value}` has no parameter `{name.text}`"
            fixes = respelt(name.span, name.text, parameters.keys() - {key.text for key in given or ()})
            yield RULE.at(name.span, message, help=hint(name.text, parameters), fixes=fixes)
    names = {name.text for name in given or ()}
    for needed in tool.required() if given is not None else ():
        if needed not in names:
            message = f"the tool `{node.tool.value}` needs the argument `{needed}`"
            yield RULE.at(node.tool.span, message, help=f'Add `args: {{{needed}: "..."}}`.')


def _mistyped(linked: Linked, typed: list[tuple[Tool, Key, TypeSpec]]) -> Iterator[Diagnostic]:
    wanted = [(node, name, spec) for node, name, spec in typed if spec.type in _NEVER]
    printed = _types_printed(linked) if wanted else {}
    for node, name, spec in wanted:
        text = (node.args or {})[name]
        written = linked.texts.get(text)
        if written is None or not isinstance(written.parsed, ParsedTemplate):
            continue
        body = written.parsed.body
        taker = f"the parameter `{name}` of `{node.tool.value}` takes {_words(spec)}"
        if "{{" not in written.content:
            if not _is_written(spec, written.content):
                yield RULE.at(text.span, f"{taker}, and `{written.content[:40]}` is none")
        elif (
            len(body) == 1
            and isinstance(body[0], Output)
            and (given := printed.get(text)) is not None
            and not _fits(spec, given)
        ):
            yield RULE.at(text.span, f"{taker}, and this is {_words(given)}")


def _types_printed(linked: Linked) -> dict[Text, TypeSpec]:
    """Of the templates that print one value."""
    return {
        found.use.leaf: found.printed[0][1]
        for found in linked.analyses
        if len(found.printed) == 1 and isinstance(found.use.leaf, Text) and not found.is_partial
    }


def _is_written(spec: TypeSpec, text: str) -> bool:
    """Whether a literal is a value of the type. How dates, times and numbers of phones are written, tools decide."""
    match spec.type:
        case "number":
            return _NUMBER.fullmatch(text) is not None
        case "integer":
            return _INTEGER.fullmatch(text) is not None
        case "boolean":
            return text in ("true", "false")
        case "enum":
            return not spec.values or text in spec.values
        case "object":
            return text.lstrip().startswith("{")
        case "list":
            return text.lstrip().startswith("[")
        case _:
            return True


def _fits(spec: TypeSpec, given: TypeSpec) -> bool:
    if given.type == "enum" and given.values:
        return any(_is_written(spec, value) for value in given.values) and "enum" not in _NEVER[spec.type]
    return given.type not in _NEVER[spec.type]


def _words(spec: TypeSpec) -> str:
    if spec.type == "enum" and spec.values:
        return one_of(spec.values)
    return _NAMES.get(spec.type) or type_words(spec)


_NAMES = {"boolean": "`true` or `false`", "phone": "a phone number", "email": "an e-mail address"}
