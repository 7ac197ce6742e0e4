"""A model is asked to decide what the flow already knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Key
from ...linking.link import Linked
from ...rule import Rule

RULE = Rule(
    id="model-routing-over-condition",
    severity="warning",
    summary="A `when` edge asks a model what a condition decides for certain.",
    doc="""\
`when` is for what only the dialogue shows. What stands in a variable or an input is decided by `if`: in no time, for
nothing, and always the same way; a model does not even see the value unless its prompt shows it. Looks for `when`
texts that name a variable or input as such (`order_total`, `vars.plan`), or an enum together with one of its values.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
inputs: {plan: {type: enum, values: [free, pro], default: free}}
start: talk
nodes:
  talk:
    type: agent
    prompt: "Chat with a customer of the plan {{plan}}."
    next: [{when: The plan is pro, to: vip}, {when: The caller says goodbye, to: bye}]
  vip: {type: end, say: Thank you for your loyalty.}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
inputs: {plan: {type: enum, values: [free, pro], default: free}}
start: talk
nodes:
  talk:
    type: agent
    prompt: "Chat with a customer of the plan {{plan}}."
    next: [{if: "inputs.plan == 'pro'", to: vip}, {when: The caller says goodbye, to: bye}]
  vip: {type: end, say: Thank you for your loyalty.}
  bye: {type: end, say: Goodbye.}
""",
)

_PATH = re.compile(r"\b(vars|inputs)\.(\w+)")
_WORD = re.compile(r"\w+")
_COMPARED = r"(?:is|=|==|equals|has the value|is set to|was)"


def check(linked: Linked) -> Iterator[Diagnostic]:
    names = _Names(linked)
    edges = [edge for node in linked.nodes.values() for edge in node.next]
    for edge in (*edges, *linked.handlers):
        if edge.when is not None and (found := names.restated(edge.when.value)) is not None:
            yield _finding(linked, edge, *found)


class _Names:
    """What the flow declares, as it would be written into a sentence."""

    def __init__(self, linked: Linked) -> None:
        self._roots: dict[str, Mapping[str, TypeSpec]] = {
            "vars": linked.scope.variables,
            "inputs": linked.scope.inputs,
        }

    def restated(self, text: str) -> tuple[str, str, str | None] | None:
        """(root, name, value) of the declaration that the text speaks of; the value where it names one."""
        for root, name in _PATH.findall(text):
            if name in self._roots[root]:
                return root, name, None
        words = dict.fromkeys(_WORD.findall(text))
        for root, declared in self._roots.items():
            for name in (word for word in words if word in declared):
                for value in declared[name].values:
                    if value in text and re.search(rf"\b{name} {_COMPARED} [\"'`]?{re.escape(value)}\b", text):
                        return root, name, value
                if "_" in name:
                    return root, name, None
        return None


def _finding(linked: Linked, edge: EdgeFields, root: str, name: str, value: str | None) -> Diagnostic:
    assert edge.when is not None, "only such edges are looked at"
    condition = f": `if: \"{root}.{name} == '{value}'\"`" if value is not None else f" on `{root}.{name}`, with `if`"
    return RULE.at(
        edge.when.span,
        f"the flow knows `{name}`, and need not ask a model",
        help=f"Decide it by a condition{condition}.",
        related=tuple(Label(key.span, "declared here") for key in _keys(linked, root) if key == name),
    )


def _keys(linked: Linked, root: str) -> Iterator[Key]:
    yield from (linked.flow.variables if root == "vars" else linked.flow.inputs) or ()
