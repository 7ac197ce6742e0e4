"""A reasoning model is offered tools, which its vendor allows only while it does not reason."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.fields import NodeFields
from ...rule import Rule
from ...source import Span
from .choices import Choice, effective

RULE = Rule(
    id="reasoning-refuses-tools",
    severity="warning",
    summary="A model is offered tools without the option that its vendor asks for.",
    doc="""\
Some models reason unless they are told not to, and their vendor refuses tools in streamed chat while they do: every
turn of the node fails. Ways out that a model chooses (`when`) are offered as a tool, too. Reasoning also costs the
caller a second or more of silence, so on the phone it is better off.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-6.1-terra}}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: {provider: openai, model: gpt-6.1-terra, options: {reasoning_effort: none}}}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    seen: set[Span] = set()
    for node_id, node in linked.nodes.items():
        offered = _offered(linked, node_id, node)
        for choice in effective(linked, node, "llm") if offered is not None else ():
            if offered is None or choice.fields is None:
                continue
            for option, value in _lacking(choice):
                span = choice.place(offered)
                if span not in seen:
                    seen.add(span)
                    message = f"`{choice.label}` refuses tools unless `{option}` is `{value}`"
                    note = f"Add `options: {{{option}: {value}}}`."
                    yield RULE.at(span, message, help=note, related=(Label(offered, "offered as a tool"),))


def _offered(linked: Linked, node_id: str, node: NodeFields) -> Span | None:
    """Where something is written that the model gets to see as a tool."""
    if not isinstance(node, Agent):
        return None
    spans = [tool.span for tool in node.tools or ()]
    spans += [edge.when.span for edge in (*node.next, *linked.handlers_in(node_id)) if edge.when is not None]
    return next(iter(spans), None)


def _lacking(choice: Choice) -> Iterator[tuple[str, str]]:
    for option, value in (choice.model.tools_need if choice.model is not None else {}).items():
        given = choice.option(option)
        if given is None or given[0] != value:
            yield option, value
