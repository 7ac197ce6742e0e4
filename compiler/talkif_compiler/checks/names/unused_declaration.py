"""Something is declared, and the flow never uses it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...diagnostics import Diagnostic, Fix
from ...fields.leaves import Key, Spanned, is_name
from ...fields.tools import HttpToolFields
from ...linking.link import Linked
from ...linking.walk import leaves
from ...nodes.agent import Agent
from ...nodes.tool import Tool
from ...rule import Rule
from ...suggest import nearest
from ..dataflow.reads import reads_of, written_names
from .removal import without, without_entry

RULE = Rule(
    id="unused-declaration",
    severity="warning",
    summary="Something is declared, and the flow never uses it.",
    doc="""\
A variable that nothing fills or reads, an input that nothing reads, a tool that no node calls or offers, a parameter of
a tool that its request does not send, the default of an input that has to be given. What is left over misleads the
next reader; more often, the place that was meant to use it says something else.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: string, default: free}}
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: string, default: free}}
nodes:
  greet: {type: say, text: "Hello. You have the plan {{plan}}.", next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if any(node is None for node in linked.flow.nodes.values()):
        # What a node that cannot be read uses is not known.
        return
    if linked.analyses or not linked.uses:
        reads = reads_of(linked)
        named = {output.value for output in linked.flow.outputs or ()} | {name for name, *_ in written_names(linked)}
        yield from _unused(linked, "variables", "variable", reads.variables | named, reads.unknown | named)
        yield from _unused(linked, "inputs", "input", reads.inputs, reads.unknown)
    yield from _useless_defaults(linked)
    tools = _tools(linked)
    yield from _unused(linked, "tools", "tool", tools, tools)
    yield from _unsent(linked)


def _useless_defaults(linked: Linked) -> Iterator[Diagnostic]:
    for key, fields in (linked.flow.inputs or {}).items():
        if fields is not None and fields.default is not None and fields.is_required:
            message = f"the default of `{key}` is never used: whoever starts the flow has to give the input"
            yield RULE.at(fields.default.span, message, help="Leave out `default`, or `required`.")


def _unsent(linked: Linked) -> Iterator[Diagnostic]:
    """Parameters that no part of a request reads. Servers of MCP get all of them."""
    tools = [tool for tool in linked.tools.values() if isinstance(tool, HttpToolFields) and tool.parameters]
    read_in = {id(leaf): id(tool) for tool in tools for leaf in leaves(tool)}
    read: dict[int, set[tuple[str, ...]]] = {id(tool): set() for tool in tools}
    for analysis in linked.analyses:
        tool_id = read_in.get(id(analysis.use.leaf))
        if tool_id is not None:
            read[tool_id] |= {reference.path[:2] for reference in analysis.references}
            # A name that is not there may be meant to be one of them.
            read[tool_id] |= {("args",) for problem in analysis.problems}
    for tool in tools:
        for name in tool.parameters or () if ("args",) not in read[id(tool)] else ():
            # What is no name cannot be written in a template, which is a finding of its own.
            if ("args", name) not in read[id(tool)] and is_name(name):
                yield RULE.at(
                    name.span, f"the parameter `{name}` is never sent", help=f"Send it: `{{{{args.{name}}}}}`."
                )


def _tools(linked: Linked) -> set[str]:
    used: list[Spanned[str]] = []
    for node in linked.nodes.values():
        if isinstance(node, Tool):
            used.append(node.tool)
        elif isinstance(node, Agent):
            used += node.tools or ()
    return {name.value for name in used}


def _unused(
    linked: Linked, section: str, word: str, used: Collection[str], named: Collection[str]
) -> Iterator[Diagnostic]:
    """`named`: what may be a misspelt name of something declared. That is a finding of its own."""
    declared: dict[Key, object] = getattr(linked.flow, section) or {}
    meant = {nearest(name, declared) for name in named if name not in declared}
    unused = [key for key in declared if key not in used and key not in meant]
    root = linked.flow.mapping
    for key in unused:
        # An empty section would be a mistake.
        edit = without(root, section) if len(unused) == len(declared) else without_entry(root, section, key)
        yield RULE.at(key.span, f"the {word} `{key}` is never used", fixes=(Fix("Remove it", (edit,), "unsafe"),))
