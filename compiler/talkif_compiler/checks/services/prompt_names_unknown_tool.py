"""A prompt speaks of a tool that the model does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic, Edit, Fix, Label
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule
from ...suggest import nearest
from .prompts import PromptText, prompts

RULE = Rule(
    id="prompt-names-unknown-tool",
    severity="warning",
    summary="A prompt names a tool that does not exist, or that its node does not offer.",
    doc="""\
A model that is told to use `find_ordr` has no such tool: it says that it will look, and then makes something up.
Looks for names with an underscore, and for names of tools without theirs in backticks, in the prompts of the flow and
of its nodes. Names of nodes, variables, inputs, their fields and values, and parameters of tools are fine, too.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
start: talk
nodes:
  talk:
    type: agent
    prompt: Use find_ordr to look up the order.
    tools: [find_order]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
start: talk
nodes:
  talk:
    type: agent
    prompt: Use find_order to look up the order.
    tools: [find_order]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)

#: A name in backticks, or one with an underscore that is no part of an address, a path or a file.
_NAME = re.compile(
    r"`(?P<quoted>[A-Za-z]\w*)`|(?<![\w./@:#$-])(?P<bare>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)(?![\w@/]|\.\w)"
)
_MARK = re.compile("[_`]")


def check(linked: Linked) -> Iterator[Diagnostic]:
    if linked.flow.tools is None and "tools" in linked.flow.mapping.entries:
        return
    known = _known(linked)
    for prompt in prompts(linked):
        seen: set[str] = set()
        for match in _NAME.finditer(prompt.words) if _MARK.search(prompt.words) else ():
            name = match["quoted"] or match["bare"]
            start = match.start("quoted" if match["quoted"] else "bare")
            if name not in seen:
                seen.add(name)
                yield from _examine(linked, prompt, name, start, known)


def _examine(linked: Linked, prompt: PromptText, name: str, start: int, known: set[str]) -> Iterator[Diagnostic]:
    span = prompt.place(start, start + len(name))
    node = linked.nodes.get(prompt.node_id) if prompt.node_id is not None else None
    if name in linked.tools:
        if isinstance(node, Agent) and name not in {tool.value for tool in node.tools or ()} and "_" in name:
            message = f"`{prompt.node_id}` does not offer the tool `{name}` to its model"
            related = tuple(Label(key.span, "declared here") for key in linked.flow.tools or () if key == name)
            yield RULE.at(span, message, help=f"Add it: `tools: [{name}]`.", related=related)
        return
    if name in known:
        return
    # Other words in backticks are mostly quotations.
    guess = nearest(name, linked.tools) if "_" in name else _squeezed(name, linked.tools)
    if guess is None and "_" not in name:
        return
    fixes = (Fix(f"Change it to `{guess}`", (Edit(span, guess),), "unsafe"),) if guess else ()
    help_text = f"Did you mean `{guess}`?" if guess else "Declare it under `tools`, or say in words what to do."
    yield RULE.at(span, f"there is no tool, node or variable `{name}`", help=help_text, fixes=fixes)


def _squeezed(name: str, tools: Iterable[str]) -> str | None:
    """The tool that is written without its underscores."""
    return next((tool for tool in tools if tool.replace("_", "").lower() == name.lower()), None)


def _known(linked: Linked) -> set[str]:
    flow = linked.flow
    known = {str(node) for node in flow.nodes} | {outcome.value for outcome in flow.outcomes or ()}
    known |= set(linked.scope.roots()) | set(_inside(linked.scope.variables.items()))
    known |= set(_inside(linked.scope.inputs.items()))
    for tool in linked.tools.values():
        known |= set(_inside(tool.parameter_specs().items())) if tool is not None else set()
    if linked.project is not None:
        known |= {str(name) for name in linked.project.schedules or {}}
        known |= {str(name) for name in linked.project.contact_fields or {}}
    return known


def _inside(declared: Iterable[tuple[str, TypeSpec]]) -> Iterator[str]:
    """Names, names of fields, and values of enums, however deep."""
    for name, spec in declared:
        yield name
        yield from spec.values
        yield from _inside(spec.properties.items())
        if spec.items is not None:
            yield from _inside([(name, spec.items)])
