"""What is wrong between a test and its flow: names that the flow does not have, and values that do not fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from talkif_schemas.types import InputSpec, TypeSpec

from ..diagnostics import Diagnostic, Edit, Fix, Label
from ..fields.leaves import Key, Spanned
from ..files.test_file import CaseFields, ExpectFields, ModelFields, StepFields
from ..limits import MAX_FINDINGS_PER_RULE
from ..linking.tested import LinkedTest, Tested
from ..misspelling import respelt
from ..rule import Rule
from ..source import Span
from ..subtyping import matches
from ..suggest import hint, one_of
from ..syntax.document import Mapping as YamlMapping
from ..syntax.document import Scalar, Sequence, Value, shown
from .dataflow import undefined_variable
from .names import (
    broken_flow,
    broken_reference,
    repeated_item,
    tool_arguments,
    unknown_flow,
    unknown_outcome,
    unknown_tool,
)
from .source import missing_field, wrong_type

_NUMBERED = re.compile(r"(?P<target>.+)_(?:[2-9]|[1-9][0-9]+)")
"""The second `when` edge to `human` is chosen as `human_2`."""
_EXPECTED = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "object": "a mapping",
    "list": "a list",
}
"""Type -> its values in words. The values of all other types are text."""


def check_test(linked: LinkedTest) -> list[Diagnostic]:
    """At most MAX_FINDINGS_PER_RULE of each rule."""
    counts: Counter[str] = Counter()
    kept = []
    for found in _check(linked):
        counts[found.rule] += 1
        if counts[found.rule] <= MAX_FINDINGS_PER_RULE:
            kept.append(found)
    return kept


def _check(linked: LinkedTest) -> Iterator[Diagnostic]:
    if linked.tested is None:
        yield _no_flow(linked)
        return
    names: dict[str, Spanned[str]] = {}
    for case in linked.test.tests:
        if case is not None:
            first = names.setdefault(case.name.value, case.name)
            if first is not case.name:
                message = f"another test is called `{case.name.value}` as well, and reports tell tests by their names"
                yield repeated_item.RULE.at(case.name.span, message, related=(Label(first.span, "the other one"),))
            yield from _Case(case, linked.test.flow.value, linked.tested).check()


def _no_flow(linked: LinkedTest) -> Diagnostic:
    flow = linked.test.flow
    path = linked.library.path(flow.value)
    if path is not None:
        message = f"the flow `{flow.value}` has errors, so its tests cannot run"
        return broken_flow.RULE.at(flow.span, message, help=f"Validate {path}.")
    known = linked.library.names()
    message = f"there is no flow `{flow.value}` in the repository"
    fixes = respelt(flow.span, flow.value, known)
    return unknown_flow.RULE.at(flow.span, message, help=hint(flow.value, known), fixes=fixes)


class _Case:
    """One conversation."""

    def __init__(self, case: CaseFields, flow: str, tested: Tested) -> None:
        self._case = case
        self._flow = flow
        self._tested = tested

    def check(self) -> Iterator[Diagnostic]:
        case, tested = self._case, self._tested
        namespaces = tested.scope.namespaces
        yield from self._inputs(case.inputs or {}, tested.scope.inputs)
        yield from self._fields(case.contact or {}, namespaces["contact"], "contact")
        yield from self._fields(case.call or {}, namespaces["call"], "call")
        mocked = {*tested.tools, *tested.requests}
        for name in case.mocks or {}:
            yield from self._known(unknown_tool.RULE, name, name.span, "tool or `http` node", mocked)
        for step in case.script:
            if step is not None:
                yield from self._step(step)
        if case.outcome is not None:
            yield from self._named(unknown_outcome.RULE, case.outcome, "outcome", tested.outcomes)

    def _inputs(self, given: Mapping[Key, Value], declared: Mapping[str, InputSpec]) -> Iterator[Diagnostic]:
        for name, value in given.items():
            if name not in declared:
                yield _unknown(undefined_variable.RULE, name, name.span, "input", declared)
            else:
                yield from _misfits(wrong_type.RULE, f"the input `{name}`", value, declared[name])
        section = self._case.mapping.entries.get("inputs")
        place = section.key.span if section is not None else self._case.name.span
        for needed, spec in declared.items():
            if spec.required and spec.default is None and needed not in given:
                message = f"the flow `{self._flow}` requires the input `{needed}`"
                yield missing_field.RULE.at(place, message, help=f"Add `inputs: {{{needed}: ...}}`.")

    def _fields(self, given: Mapping[Key, Value], spec: TypeSpec, owner: str) -> Iterator[Diagnostic]:
        for name, value in given.items():
            if name in spec.properties:
                yield from _misfits(wrong_type.RULE, f"`{owner}.{name}`", value, spec.properties[name])
            else:
                yield _unknown(undefined_variable.RULE, name, name.span, f"field of `{owner}` called", spec.properties)

    def _step(self, step: StepFields) -> Iterator[Diagnostic]:
        for said in (step.bot, step.expect):
            if said is not None and said.node is not None:
                yield from self._named(broken_reference.RULE, said.node, "node", self._tested.nodes)
        if step.expect is not None:
            yield from self._variables(step.expect)
        if step.llm is not None:
            yield from self._model(step.llm)

    def _variables(self, expected: ExpectFields) -> Iterator[Diagnostic]:
        variables = self._tested.variables
        for name, value in (expected.vars or {}).items():
            yield from self._known(undefined_variable.RULE, name, name.span, "variable", variables)
            if name in variables:
                yield from _misfits(wrong_type.RULE, f"the variable `{name}`", value, variables[name])

    def _model(self, answer: ModelFields) -> Iterator[Diagnostic]:
        tested = self._tested
        if answer.choose is not None and not self._is_choice(answer.choose.value):
            if answer.choose.value in tested.nodes and tested.is_whole:
                message = f"no `when` edge leads to `{answer.choose.value}`, so no model can choose it"
                advice = hint(answer.choose.value, tested.choices)
                yield broken_reference.RULE.at(answer.choose.span, message, help=advice)
            else:
                yield from self._named(broken_reference.RULE, answer.choose, "node", tested.choices)
        for name, given in (answer.call or {}).items():
            yield from self._known(unknown_tool.RULE, name, name.span, "tool", tested.tools)
            tool = tested.tools.get(name)
            parameters = tool.parameter_specs() if tool is not None else {}
            for argument, value in given.items() if tool is not None else ():
                if argument in parameters:
                    what = f"the parameter `{argument}` of `{name}`"
                    yield from _misfits(tool_arguments.RULE, what, value, parameters[argument])
                else:
                    yield _unknown(
                        tool_arguments.RULE, argument, argument.span, f"parameter of the tool `{name}`", parameters
                    )

    def _is_choice(self, chosen: str) -> bool:
        numbered = _NUMBERED.fullmatch(chosen)
        choices = self._tested.choices
        return chosen in choices or (numbered is not None and numbered["target"] in choices)

    def _named(self, rule: Rule, name: Spanned[str], what: str, known: Collection[str]) -> Iterator[Diagnostic]:
        yield from self._known(rule, name.value, name.span, what, known)

    def _known(self, rule: Rule, name: str, span: Span, what: str, known: Collection[str]) -> Iterator[Diagnostic]:
        """Where the flows cannot be read as a whole, the name may stand in what is left out."""
        if name not in known and self._tested.is_whole:
            yield _unknown(rule, name, span, what, known)


def _unknown(rule: Rule, name: str, span: Span, what: str, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    return rule.at(span, f"there is no {what} `{name}`", help=hint(name, known), fixes=respelt(span, name, known))


def _misfits(rule: Rule, what: str, value: Value, spec: TypeSpec) -> Iterator[Diagnostic]:
    """What is not of the type. Nothing is a value of every type: it is what a name holds that has not been filled."""
    if spec.type == "any" or (isinstance(value, Scalar) and value.value is None):
        return
    if spec.type == "object" and isinstance(value, YamlMapping):
        for name, part in spec.properties.items():
            if name in value.entries:
                yield from _misfits(rule, f"{what}, field `{name}`,", value.entries[name].value, part)
    elif spec.type == "list" and isinstance(value, Sequence):
        for item in value.items if spec.items is not None else ():
            yield from _misfits(rule, f"each item of {what}", item, spec.items or spec)
    elif (expected := _expected(value, spec)) is not None:
        yield rule.at(value.span, f"{what} takes {expected}, found {shown(value)}", fixes=_quoted(value, spec))


def _quoted(value: Value, spec: TypeSpec) -> tuple[Fix, ...]:
    """What is taken for a number or a boolean, and should be text."""
    if not isinstance(value, Scalar) or isinstance(value.value, str) or spec.type in _EXPECTED:
        return ()
    return (Fix("Put it in quotes", (Edit(value.span, f'"{value.text}"'),), "unsafe"),)


def _expected(value: Value, spec: TypeSpec) -> str | None:
    """What a value should be, where it is something else."""
    plain = value.value if isinstance(value, Scalar) else None
    match spec.type:
        case "boolean":
            fits = isinstance(plain, bool)
        case "integer":
            fits = isinstance(plain, int) and not isinstance(plain, bool)
        case "number":
            fits = isinstance(plain, int | float) and not isinstance(plain, bool)
        case "object" | "list":
            fits = False
        case "enum":
            return None if plain in spec.values else one_of(spec.values)
        case _:
            fits = isinstance(plain, str)
            if isinstance(plain, str) and spec.pattern is not None and not matches(spec.pattern, plain):
                return f"text that matches `{spec.pattern}`"
    return None if fits else _EXPECTED.get(spec.type, "text")
