"""A target, a file or a tool that is named, but is not there."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Spanned, Text
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...repository import partials
from ...rule import Rule
from ...suggest import hint, nearest

RULE = Rule(
    id="broken-reference",
    severity="error",
    summary="Something is named that does not exist.",
    doc="""\
A node, a file, a shared tool or a partial is referred to by a name that leads nowhere. On a call, the flow would come
to a place from which it cannot go on, so the call would end in the caller's face.
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
    for target in _targets(linked):
        if target.value not in linked.flow.nodes:
            yield _no_node(linked, target)
    for use in linked.missing_tools:
        where = f"no tool `{use.name}` in" if linked.sources.get(use.path) else "no file"
        yield RULE.at(use.use.span, f"there is {where} `{use.path}`")
    for use_ in linked.uses:
        text = use_.leaf
        if isinstance(text, Text) and text.in_file and text not in linked.texts:
            path = text.scalar.text
            guess = nearest(path, linked.sources.paths())
            note = f"Did you mean `{guess}`?" if guess else "Paths begin at the folder that holds `talkif.yaml`."
            yield RULE.at(text.span, f"there is no file `{path}`", help=note)
    yield from _partials(linked)


def _targets(linked: Linked) -> Iterator[Spanned[str]]:
    if linked.flow.start is not None:
        yield linked.flow.start
    if linked.flow.settings and linked.flow.settings.idle:
        yield linked.flow.settings.idle.then
    for handler in linked.handlers:
        yield handler.target
    for node in linked.nodes.values():
        yield from (target for target, _ in node.targets())
        if isinstance(node, Agent):
            yield from (example.choose for example in node.examples or () if example.choose)


def _no_node(linked: Linked, target: Spanned[str]) -> Diagnostic:
    guess = nearest(target.value, linked.flow.nodes)
    fixes = (Fix(f"Go to `{guess}`", (Edit(target.span, guess),), "unsafe"),) if guess else ()
    return RULE.at(
        target.span, f"there is no node `{target.value}`", help=hint(target.value, linked.flow.nodes), fixes=fixes
    )


def _partials(linked: Linked) -> Iterator[Diagnostic]:
    for text in linked.texts.values():
        for name, start, end in partials.called(text.content):
            if linked.sources.get(partials.path_of(name)) is None:
                message = f"there is no partial `{name}`: the file `{partials.path_of(name)}` is missing"
                yield RULE.at(text.place(start, end), message)
