"""An assignment reads a variable that the same `set` writes."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Formula, Key
from ...linking.link import Linked
from ...nodes.set import Set
from ...rule import Rule

RULE = Rule(
    id="order-dependent-assignment",
    severity="error",
    summary="An assignment reads a variable that the same `set` writes.",
    doc="""\
The assignments of one `set` belong together and have no order, so it would be open whether the old or the new value
is read. A variable may read itself, as a counter does.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables:
  attempts: {type: integer}
  tired: {type: boolean}
outputs: [attempts, tired]
nodes:
  greet: {type: set, assignments: {attempts: "0"}, next: count}
  count:
    type: set
    assignments: {attempts: "vars.attempts + 1", tired: "vars.attempts > 3"}
    next: bye
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables:
  attempts: {type: integer}
  tired: {type: boolean}
outputs: [attempts, tired]
nodes:
  greet: {type: set, assignments: {attempts: "0"}, next: count}
  count: {type: set, assignments: {attempts: "vars.attempts + 1"}, next: judge}
  judge: {type: set, assignments: {tired: "vars.attempts > 3"}, next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    analyses = {id(analysis.use.leaf): analysis for analysis in linked.analyses}
    for assignments in _groups(linked):
        for name, formula in assignments.items():
            analysis = analyses.get(id(formula))
            for reference in analysis.references if analysis else ():
                other = reference.path[1] if reference.path[0] == "vars" and len(reference.path) > 1 else name
                if other != name and other in assignments:
                    message = f"`{other}` is read and written by the same `set`"
                    yield RULE.at(
                        formula.place(reference.start, reference.end),
                        message,
                        related=(Label(_key(assignments, other).span, "written here"),),
                        help="Put one of the two into a `set` node of its own.",
                    )


def _groups(linked: Linked) -> Iterator[dict[Key, Formula]]:
    for node in linked.nodes.values():
        if isinstance(node, Set):
            yield node.assignments
        yield from (edge.set for edge in node.next if edge.set)
    yield from (handler.set for handler in linked.handlers if handler.set)


def _key(assignments: dict[Key, Formula], name: str) -> Key:
    return next(key for key in assignments if key == name)
