"""Two files of a repository say that they are the same flow."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule

RULE = Rule(
    id="duplicate-flow",
    severity="error",
    summary="Two files of a repository say that they are the same flow.",
    doc="""\
Versions, phone numbers and other flows name a flow by its id. With two files of one id, publishing one of them would
replace the other, and a `jump` or `subflow` could lead to either.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: bye
nodes:
  bye: {type: end, say: "Goodbye."}
# --- flows/copy.yaml ---
schema: talkif.flow/v1
flow: greeting
start: bye
nodes:
  bye: {type: end, say: "Bye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: bye
nodes:
  bye: {type: end, say: "Goodbye."}
# --- flows/copy.yaml ---
schema: talkif.flow/v1
flow: short-greeting
start: bye
nodes:
  bye: {type: end, say: "Bye."}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if linked.flow.flow is not None:
        yield from _twins(linked, linked.flow.flow)
    for node in linked.nodes.values():
        if isinstance(node, Subflow | Jump) and node.flow.value != linked.flow.id:
            yield from _twins(linked, node.flow)


def _twins(linked: Linked, name: Spanned[str]) -> Iterator[Diagnostic]:
    """`name`: where a flow says its own id, or names another one."""
    home = linked.flow.span.source.home
    is_own = name is linked.flow.flow
    others = [place for place in linked.library.places(name.value) if not is_own or place.source.home != home]
    if len(others) > (0 if is_own else 1):
        files = " and ".join(f"`{place.source.home}`" for place in others)
        message = f"{files} {'also has' if len(others) == 1 else 'have'} the id `{name.value}`"
        labels = tuple(Label(place, "the same id") for place in others)
        yield RULE.at(name.span, message, related=labels, help="Give each flow an id of its own.")
