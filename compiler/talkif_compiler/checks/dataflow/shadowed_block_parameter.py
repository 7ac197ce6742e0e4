"""A block parameter hides a name of the flow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from ...scope import Scope
from ...templates import ParsedTemplate
from ...templates.nodes import Block, Inline, Partial, Statement

RULE = Rule(
    id="shadowed-block-parameter",
    severity="warning",
    summary="A block parameter hides a name of the flow.",
    doc="""\
Inside `{{#each orders as |order|}}`, `order` is the member and no longer the variable of that name. Whoever reads the
line takes it for the variable, and so may whoever changes it next.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {name: {type: string, required: true}}
nodes:
  greet: {type: say, text: "Hello {{name}}.{{#each contact.tags as |name|}} You are {{name}}.{{/each}}", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {name: {type: string, required: true}}
nodes:
  greet: {type: say, text: "Hello {{name}}.{{#each contact.tags as |tag|}} You are {{tag}}.{{/each}}", next: bye}
  bye: {type: end}
""",
)

_PARAMETERS = re.compile(r"\bas\s+\|(?P<names>[^|]*)\|")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for text in linked.texts.values():
        if isinstance(text.parsed, ParsedTemplate) and "|" in text.content:
            for name, start, what in _hidden(text.parsed, linked.scope):
                yield RULE.at(text.place(start, start + len(name)), f"`{name}` hides {what}")


def _hidden(parsed: ParsedTemplate, scope: Scope) -> Iterator[tuple[str, int, str]]:
    """(name, where it is written, what it hides)"""
    waiting: list[tuple[list[Statement], frozenset[str]]] = [(parsed.body, frozenset())]
    while waiting:
        body, outer = waiting.pop()
        for statement in body:
            if isinstance(statement, Block):
                for name, start in _parameters(parsed.text, statement):
                    if what := _what(name, scope, outer):
                        yield name, start, what
                waiting.append((statement.body, outer.union(statement.params)))
                waiting.append((statement.inverse, outer))
            elif isinstance(statement, Inline | Partial):
                waiting.append((statement.body or [], outer))


def _parameters(text: str, block: Block) -> Iterator[tuple[str, int]]:
    found = _PARAMETERS.search(text, block.expr.end) if block.params else None
    for name in re.finditer(r"\S+", found["names"]) if found is not None else ():
        assert found is not None, "nothing is iterated otherwise"
        yield name.group(), found.start("names") + name.start()


def _what(name: str, scope: Scope, outer: frozenset[str]) -> str | None:
    if name in outer:
        return "the parameter of an outer block"
    if name in scope.variables:
        return "a variable of the same name"
    if name in scope.inputs:
        return "an input of the same name"
    return "the namespace of the same name" if name in scope.roots() else None
