"""A value can never be of the type that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from talkif_schemas.conditions.syntax import Call, Constant, Entries, Items, Syntax
from talkif_schemas.types import TEXT_TYPES, TypeSpec

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Formula
from ...fields.request import RequestFields
from ...linking.conditions.predicates import type_of
from ...linking.conditions.syntaxes import path_of
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.collect import Collect
from ...nodes.extract import Extract
from ...nodes.http import Http
from ...nodes.tool import Tool
from ...rule import Rule
from ...subtyping import fits
from ...suggest import hint
from ...typed_values import may_fit, misfit
from ..known import syntaxes_of

RULE = Rule(
    id="value-mismatch",
    severity="error",
    summary="A value can never be of the type that it is for.",
    doc="""\
A variable and an input only ever hold a value of their type: one of the `values` of an enum, a text that matches the
`pattern`, a date that is one, an object with the declared members. A call does not keep what is no such value: the
variable stays as it was, the input has its default, and the answer of a caller counts as none.

The values that a `collect` takes, the `schema` of an `extract` and the `map` of a request have to fit the variable in
`into`. A result that does not fit is a failure.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
variables: {plan: {type: enum, values: [free, pro]}}
start: note
nodes:
  note: {type: set, assignments: {plan: "'gold'"}, next: bye}
  bye: {type: end, say: "You have the plan {{plan}}. Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
variables: {plan: {type: enum, values: [free, pro]}}
start: note
nodes:
  note: {type: set, assignments: {plan: "'pro'"}, next: bye}
  bye: {type: end, say: "You have the plan {{plan}}. Goodbye."}
""",
)

_WITH_PARTS = "?[{"
"""Signs of what is looked into: choices, lists and objects."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    for analysis in linked.analyses:
        formula, expected = analysis.use.leaf, analysis.use.expected
        if isinstance(formula, Formula) and isinstance(expected, TypeSpec) and not analysis.problems:
            syntax = _syntax(linked, formula.source)
            fault = _Fitting(linked).fault(syntax, expected) if syntax is not None else None
            if fault is not None:
                yield RULE.at(formula.span, fault)
    yield from _defaults(linked)
    for node in linked.nodes.values():
        if isinstance(node, Collect):
            yield from _collected(linked, node)
        elif isinstance(node, Extract):
            yield from _extracted(linked, node)
        elif isinstance(node, Tool | Http):
            yield from _received(linked, node)


def _syntax(linked: Linked, source: str) -> Syntax | None:
    syntaxes = linked.once(syntaxes_of)
    return syntaxes.of(source) if any(sign in source for sign in _WITH_PARTS) else syntaxes.plain(source)


class _Fitting:
    def __init__(self, linked: Linked) -> None:
        self._scope = linked.scope

    def fault(self, syntax: Syntax, expected: TypeSpec) -> str | None:
        """The first thing that is wrong; nothing is known of what is computed."""
        match syntax:
            case Constant(value=value) if not isinstance(value, bytes):
                return misfit(value, expected)
            case Call(function="_?_:_", args=(_, one, other)):
                return self.fault(one, expected) or self.fault(other, expected)
            case Items(items=items) if expected.type != "any":
                if expected.type != "list":
                    return f"a list is no {expected.type}"
                return self._first(items, expected.items)
            case Entries() if expected.type != "any":
                return self._of_entries(syntax, expected)
        path = path_of(syntax)
        found = type_of(path, self._scope) if path is not None else None
        if path is None or found is None or may_fit(found, expected):
            return None
        return f"`{'.'.join(path)}` is never a value of this type"

    def _first(self, items: tuple[Syntax, ...], expected: TypeSpec | None) -> str | None:
        faults = (self.fault(item, expected) for item in items) if expected is not None else ()
        return next((fault for fault in faults if fault is not None), None)

    def _of_entries(self, written: Entries, expected: TypeSpec) -> str | None:
        if expected.type != "object":
            return f"an object is no {expected.type}"
        for key, value in written.entries if expected.properties else ():
            name = key.value if isinstance(key, Constant) else None
            if not isinstance(name, str):
                continue
            if name not in expected.properties:
                return f"the object has no `{name}`"
            fault = self.fault(value, expected.properties[name])
            if fault is not None:
                return f"`{name}`: {fault}"
        return None


def _defaults(linked: Linked) -> Iterator[Diagnostic]:
    for fields in (linked.flow.inputs or {}).values():
        # Values of another kind, and of an enum, are told where they are read.
        if fields is not None and fields.default is not None and fields.type.value in TEXT_TYPES - {"enum"}:
            fault = misfit(fields.default.value, fields.input_spec())
            if fault is not None:
                yield RULE.at(fields.default.span, fault)


def _collected(linked: Linked, node: Collect) -> Iterator[Diagnostic]:
    variable = linked.scope.variables.get(node.into.value)
    for value in node.values or () if variable is not None and variable.type in ("enum", "string") else ():
        assert variable is not None, "a name that is not declared has no type"
        fault = misfit(value.value, variable)
        if fault is not None:
            yield RULE.at(
                value.span,
                fault,
                help=hint(value.value, variable.values),
                fixes=respelt(value.span, value.value, variable.values),
            )


def _received(linked: Linked, node: Tool | Http) -> Iterator[Diagnostic]:
    """What a request answers is not known; what is made of it is an object."""
    request = linked.tools.get(node.tool.value) if isinstance(node, Tool) else node
    variable = linked.scope.variables.get(node.into.value) if node.into is not None else None
    if node.into is None or variable is None or not isinstance(request, RequestFields) or not request.map:
        return
    if variable.type not in ("object", "any"):
        message = f"`{node.into.value}` is of type `{variable.type}`, and `map` gives an object"
        related = tuple(Label(key.span, "one of its fields") for key in islice(request.map, 1))
        yield RULE.at(node.into.span, message, related=related, help="Make the variable an object, or leave `map` out.")
    elif isinstance(node, Http) and variable.properties:
        for name in request.map:
            if name not in variable.properties and not _is_read(linked, name):
                message = f"`{node.into.value}` has no `{name}`, so it is left out, and nothing reads it"
                yield RULE.at(name.span, message, help=hint(name, variable.properties))


def _is_read(linked: Linked, member: str) -> bool:
    """Whether something reads a member of the last result, or the result as a whole."""
    paths = (reference.path for analysis in linked.analyses for reference in analysis.references)
    return any(path[:2] == ("last", "result") and path[2:3] in ((), (member,)) for path in paths)


def _extracted(linked: Linked, node: Extract) -> Iterator[Diagnostic]:
    variable = linked.scope.variables.get(node.into.value)
    if variable is None or variable.type == "any" or node.schema is None:
        return
    if variable.type != "object":
        message = f"`{node.into.value}` is of type `{variable.type}`, and `schema` gives an object"
        yield RULE.at(node.into.span, message)
        return
    for name, fields in node.schema.items() if variable.properties else ():
        member = variable.properties.get(name)
        if member is None:
            message = f"`{node.into.value}` has no `{name}`"
            yield RULE.at(name.span, message, help=hint(name, variable.properties))
        elif fields is not None and not fits(fields.spec(), member):
            message = f"`{name}` does not fit the member of `{node.into.value}`, which is of type `{member.type}`"
            yield RULE.at(name.span, message)
