"""A target, a file or a tool that is named, but is not there."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Spanned, Text, is_name
from ...linking import remains
from ...linking.link import Linked
from ...linking.tool_shelf import MissingTool
from ...misspelling import respelt
from ...nodes.agent import Agent
from ...nodes.note import Note
from ...repository import partials
from ...repository.flow_files import OUTSIDE
from ...rule import Rule
from ...source import Span
from ...suggest import hint, nearest
from ..known import expansion_of
from ..written import spans_of

RULE = Rule(
    id="broken-reference",
    severity="error",
    summary="Something is named that does not exist.",
    doc="""\
A node, a file, a shared tool or a partial is referred to by a name that leads nowhere. On a call, the flow would come
to a place from which it cannot go on, so the call would end in the caller's face. A note is a remark for people and no
such place, so nothing may lead to one. A test that names a node that is not there, or lets a model choose one that no
`when` edge leads to, cannot pass.

A file that is there but cannot be read is reported alike: a pipe, a link that leads nowhere, what is not UTF-8.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: goodby}
  goodbye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: goodbye}
  goodbye: {type: end}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    notes = {str(node_id) for node_id, node in linked.flow.nodes.items() if isinstance(node, Note)}
    for target in _targets(linked):
        if target.value in notes:
            message = f"`{target.value}` is a note, and no call comes to a note"
            advice = f"Lead to a node that does something, or make `{target.value}` one."
            yield RULE.at(target.span, message, help=advice)
        elif target.value not in linked.flow.nodes and is_name(target.value):
            yield _no_node(target, linked.flow.nodes.keys() - notes)
    for tool in linked.missing_tools:
        if linked.sources.get(tool.use.path) is not None:
            yield _no_tool(tool)
        else:
            yield RULE.at(tool.use.use.span, _no_file(linked, tool.use.path), help=_which_file(linked, tool.use.path))
    for use_ in linked.uses:
        text = use_.leaf
        if not isinstance(text, Text) or not text.in_file:
            continue
        path = text.scalar.text
        if text not in linked.texts:
            yield RULE.at(text.span, _no_file(linked, path), help=_which_file(linked, path))
        elif not linked.texts[text].content.strip():
            yield RULE.at(text.span, f"the file `{path}` is empty", help="Write some text into it.")
    yield from _partials(linked)


_CONTENT = (
    "It is what stands between `{{#> name}}` and `{{/name}}` where a partial is called. "
    "`{{#if @partial-block}}` asks whether it is there."
)


def _targets(linked: Linked) -> Iterator[Spanned[str]]:
    if linked.flow.start is not None:
        yield linked.flow.start
    if linked.flow.settings and linked.flow.settings.idle:
        yield linked.flow.settings.idle.then
    for handler in linked.handlers:
        yield handler.target
    for node in linked.nodes.values():
        yield from (target for target, _ in node.targets() if target is not None)
        if isinstance(node, Agent):
            yield from (example.choose for example in node.examples or () if example.choose)
    yield from remains.targets_of(linked.flow.remains)


def _no_node(target: Spanned[str], known: Set[str]) -> Diagnostic:
    guess = nearest(target.value, known)
    fixes = (Fix(f"Go to `{guess}`", (Edit(target.span, guess),), "unsafe"),) if guess else ()
    return RULE.at(target.span, f"there is no node `{target.value}`", help=hint(target.value, known), fixes=fixes)


def _no_tool(tool: MissingTool) -> Diagnostic:
    use = tool.use
    fixes = respelt(use.use.span, use.use.value, [f"{use.path}#{name}" for name in tool.known])
    message = f"there is no tool `{use.name}` in `{use.path}`"
    return RULE.at(use.use.span, message, help=hint(use.name, tool.known), fixes=fixes)


def _no_file(linked: Linked, path: str) -> str:
    why = linked.sources.unread.get(path)
    return f"there is no file `{path}`" if why is None else f"the file `{path}` cannot be read: {why}"


def _which_file(linked: Linked, path: str) -> str | None:
    why = linked.sources.unread.get(path)
    if why is not None and why != OUTSIDE:
        return None
    guess = nearest(path, linked.sources.paths()) if why is None else None
    return f"Did you mean `{guess}`?" if guess else "Paths begin at the folder that holds `talkif.yaml`."


def _partials(linked: Linked) -> Iterator[Diagnostic]:
    for text in linked.texts.values():
        for name, start, end in partials.called(text.content):
            if linked.sources.get(partials.path_of(name)) is None:
                yield _no_partial(linked, text.place(start, end), name)
    expansion = linked.once(expansion_of)
    for place in sorted(expansion.missing, key=lambda place: place.start):
        # What a template itself lacks is known, also where nothing leads to it.
        name = place.body.parsed.text[place.start : place.end].strip("\"'[]")
        if any(place.body.parsed is parsed for parsed in linked.partials.values()) and name not in linked.torn_partials:
            for span in spans_of(linked, place):
                yield _no_partial(linked, span, name)
    for place in sorted(expansion.without_content, key=lambda place: place.start):
        for span in spans_of(linked, place):
            yield RULE.at(span, "there is no `@partial-block` here", help=_CONTENT)


def _no_partial(linked: Linked, span: Span, name: str) -> Diagnostic:
    path = partials.path_of(name)
    why = _no_file(linked, path) if path in linked.sources.unread else f"the file `{path}` is missing"
    return RULE.at(span, f"there is no partial `{name}`: {why}")
