"""Checks CEL against the names of a scope and the type that its place expects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

from msgspec import Struct

from talkif_compiler.scope import Reference, Scope, TextProblem
from talkif_compiler.suggest import known_by_type, nearest, one_of
from talkif_schemas.conditions import ConditionEnv, ConditionProblem, ConditionSyntaxError
from talkif_schemas.conditions.syntax import Syntax
from talkif_schemas.types import TEXT_TYPES, TypeSpec

AnySpec = TypeVar("AnySpec", bound=TypeSpec)

_WORD = re.compile(r"\w+")
_QUOTES = ("'", '"')
_CONSTANTS = {"none": "null", "nil": "null", "undefined": "null", "null": "null", "true": "true", "false": "false"}
_RULES = {"syntax": "condition-syntax", "type": "condition-type", "undefined": "undefined-variable"}


class ExpressionErrors(Exception):
    """An expression does not compile; `problems` is never empty."""

    def __init__(self, problems: tuple[TextProblem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class CheckedExpression(Struct, frozen=True):
    type: TypeSpec
    references: tuple[Reference, ...]
    """In order of place."""


class Checker:
    """Checks the expressions of one scope. Making one costs far more than checking with it."""

    def __init__(self, scope: Scope, sources: Iterable[str] | None = None) -> None:
        """`sources`: all that will be checked. Names that are not in them need not be made known to CEL."""
        self._scope = scope
        self._roots = scope.roots()
        words = None if sources is None else {word for source in sources for word in _WORD.findall(source)}
        outside = {**scope.namespaces, **scope.extra}
        self._env = ConditionEnv(_named(scope.inputs, words), _named(scope.variables, words), outside)
        self._checked: dict[str, CheckedExpression | ExpressionErrors] = {}

    def check(
        self, source: str, expect: Literal["bool"] | TypeSpec | None = None, taker: str = "the variable"
    ) -> CheckedExpression:
        """Raises ExpressionErrors.

        `expect`: "bool" for a condition, the type of what takes the value for an assignment. `taker`: what that is.
        """
        if source not in self._checked:
            self._checked[source] = self._check(source)
        checked = self._checked[source]
        if isinstance(checked, ExpressionErrors):
            raise checked
        mismatch = _mismatch(checked.type, expect, taker)
        if mismatch is not None:
            message, hint = mismatch
            raise ExpressionErrors((TextProblem("condition-type", message, 0, len(source), hint),))
        return checked

    def syntax(self, source: str) -> Syntax | None:
        """Raises ConditionSyntaxError. None for what is nested too deeply."""
        return self._env.syntax(source)

    def _check(self, source: str) -> CheckedExpression | ExpressionErrors:
        try:
            found, uses = self._env.check(source)
        except ConditionSyntaxError as error:
            return ExpressionErrors(tuple(self._problem(problem, source) for problem in error.problems))
        references = (
            Reference(use.parts, use.start, use.end, use.is_tested) for use in uses if use.parts[0] in self._roots
        )
        return CheckedExpression(found, tuple(references))

    def _problem(self, problem: ConditionProblem, source: str) -> TextProblem:
        hint = problem.help
        # Where the source begins, `!` would make a tag of YAML; quotes may be those that the source stands in.
        is_clear = problem.meant and problem.start > 0 and problem.meant not in _QUOTES
        slip = (source[problem.start : problem.end], problem.meant) if is_clear else None
        if problem.kind == "syntax" and not hint and "{{" in source:
            hint = "This is CEL, not a template: write names without braces, as in `inputs.plan`."
        if not hint and problem.name is not None:
            hint, guess = self._suggestion(problem.name, problem.owner)
            slip = (problem.name, guess) if guess else None
        return TextProblem(_RULES[problem.kind], problem.message, problem.start, problem.end, hint, slip)

    def _suggestion(self, name: str, owner: tuple[str, ...]) -> tuple[str, str]:
        """For a name that `owner` does not have: help, and what to write in place of the name; both may be empty."""
        if not owner and name in self._scope.variables:
            return f"Write `vars.{name}`.", f"vars.{name}"
        if not owner and name in self._scope.inputs:
            return f"Write `inputs.{name}`.", f"inputs.{name}"
        if not owner and (text := self._text(name)):
            return f"Write `{text}`.", text if text.isalpha() else ""
        known = self._roots
        homes = [f"{root}.{name}" for root, spec in known.items() if name in spec.properties] if not owner else []
        if homes:
            return (f"Write `{homes[0]}`.", homes[0]) if len(homes) == 1 else (f"Did you mean {one_of(homes)}?", "")
        for part in owner:
            spec = known[part]
            while spec.type == "list" and spec.items is not None:
                spec = spec.items
            known = spec.properties
        guess = nearest(name, known)
        if guess:
            return f"Did you mean `{'.'.join((*owner, guess))}`?", guess
        return known_by_type(known if owner else self._scope.declared), ""

    def _text(self, name: str) -> str:
        """A word that is the value of an enum; or null, true or false in another language."""
        if name.lower() in _CONSTANTS:
            return _CONSTANTS[name.lower()]
        specs = (*self._scope.variables.values(), *self._scope.inputs.values())
        return f"'{name}'" if any(name in spec.values for spec in specs) else ""


def _named(names: Mapping[str, AnySpec], words: set[str] | None) -> Mapping[str, AnySpec]:
    """Those among some words."""
    return names if words is None else {name: names[name] for name in sorted(words) if name in names}


def _mismatch(found: TypeSpec, expect: Literal["bool"] | TypeSpec | None, taker: str) -> tuple[str, str] | None:
    """What is wrong with the type of an expression, and help."""
    if expect is None or found.type == "any":
        return None
    if expect == "bool":
        if found.type == "boolean":
            return None
        return f"a condition has to be true or false, and this is {_words(found)}", "Compare it with something."
    if _fits(found, expect):
        return None
    hint = "Round it with `int(…)`." if (found.type, expect.type) == ("number", "integer") else ""
    return f"{taker} is {_words(expect)}, and this is {_words(found)}", hint


def _fits(found: TypeSpec, expect: TypeSpec) -> bool:
    if "any" in (found.type, expect.type) or (found.type == "integer" and expect.type == "number"):
        return True
    if found.type in TEXT_TYPES:
        return expect.type in TEXT_TYPES
    if found.type == "list" and expect.type == "list" and found.items is not None and expect.items is not None:
        return _fits(found.items, expect.items)
    return found.type == expect.type


def _words(spec: TypeSpec) -> str:
    if spec.type == "boolean":
        return "true or false"
    if spec.type in TEXT_TYPES:
        return "text" if spec.type == "string" else f"text of type {spec.type}"
    if spec.type == "list" and spec.items is not None:
        return f"a list with {_words(spec.items)} in it"
    return {"integer": "a whole number", "object": "an object", "any": "any value"}.get(spec.type, f"a {spec.type}")
