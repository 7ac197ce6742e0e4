"""Conditions and assignments: CEL checked against a flow's names, with positions in the author's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

from talkif_schemas.conditions import ConditionEnv, ConditionProblem, ConditionSyntaxError
from talkif_schemas.types import TEXT_TYPES, InputSpec, TypeSpec

from talkif_compiler.scope import Reference, Scope

_TOKEN = re.compile(r"""[rR]?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|[A-Za-z_]\w*|\d+(?:\.\d+)?|[<>=!]=|&&|\|\||\S""")
_PATH = re.compile(
    r"""[rR]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<![\w.])(?P<path>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)(?P<call>\s*\()?"""
)
_RULES = {"syntax": "condition-syntax", "type": "condition-type", "undefined": "undefined-variable"}
_RESULTS = {"BOOL": "boolean", "DOUBLE": "number", "INT": "integer", "UINT": "integer", "STRING": "string"}


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """`start` and `end` count characters of the expression."""

    rule: str
    message: str
    start: int
    end: int
    help: str = ""


class ExpressionErrors(Exception):
    """An expression does not compile; `problems` is never empty."""

    def __init__(self, problems: tuple[ExpressionProblem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CheckedExpression:
    type: TypeSpec
    references: tuple[Reference, ...]


class Checker:
    """Checks the expressions of one scope. Making one costs more than checking with it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._env = ConditionEnv(scope.inputs, scope.variables, scope.extra)

    def check(self, source: str, expect: Literal["bool"] | TypeSpec | None = None) -> CheckedExpression:
        """Raises ExpressionErrors."""
        try:
            condition = self._env.compile(source)
        except ConditionSyntaxError as error:
            raise ExpressionErrors(tuple(self._problem(source, problem) for problem in error.problems)) from None
        spec = TypeSpec.model_validate({"type": _RESULTS.get(condition.result_type, "any")})
        problem = _mismatch(spec, condition.result_type, expect)
        if problem is not None:
            raise ExpressionErrors((ExpressionProblem("condition-type", problem, 0, len(source)),))
        return CheckedExpression(spec, tuple(_references(source, self._scope)))

    def _problem(self, source: str, problem: ConditionProblem) -> ExpressionProblem:
        start, end, hint = problem.offset, problem.offset + 1, ""
        if problem.kind == "undefined" and problem.name is not None:
            start, end = _place_of_name(source, problem)
            hint = self._suggest(problem)
        else:
            token = _TOKEN.match(source, start)
            end = token.end() if token is not None else min(len(source), start + 1)
        return ExpressionProblem(_RULES[problem.kind], problem.message, start, end, hint)

    def _suggest(self, problem: ConditionProblem) -> str:
        roots = self._scope.roots()
        names = list(roots)
        if problem.owner is not None:
            spec: TypeSpec | None = None
            for part in problem.owner.split("."):
                spec = roots.get(part) if spec is None else spec.properties.get(part)
                if spec is None:
                    return ""
            names = list(spec.properties) if spec is not None else []
        elif problem.name in self._scope.variables:
            return f"write `vars.{problem.name}`"
        elif problem.name in self._scope.inputs:
            return f"write `inputs.{problem.name}`"
        close = get_close_matches(problem.name or "", names, n=1, cutoff=0.6)
        return f"did you mean `{close[0]}`?" if close else ""


def check(source: str, scope: Scope, expect: Literal["bool"] | TypeSpec | None = None) -> CheckedExpression:
    """Check one expression. Raises ExpressionErrors. Scopes are recognised by identity."""
    return _checker(_Key(scope)).check(source, expect)


class _Key:
    """Lets the cache hold scopes, which are made of unhashable mappings."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __hash__(self) -> int:
        return id(self.scope)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.scope is self.scope


@lru_cache(maxsize=64)
def _checker(key: _Key) -> Checker:
    return Checker(key.scope)


def _mismatch(spec: TypeSpec, found: str, expect: Literal["bool"] | TypeSpec | None) -> str | None:
    if expect is None or (spec.type == "any" and found == "DYN"):
        return None
    if expect == "bool":
        return None if spec.type == "boolean" else f"a condition has to be true or false, and this is {_word(spec, found)}"
    if expect.type in ("any", spec.type) or (expect.type in TEXT_TYPES and spec.type == "string"):
        return None
    if expect.type in ("number", "integer") and spec.type in ("number", "integer"):
        return None
    if spec.type == "any":
        return None
    return f"the variable is {_word(expect, '')}, and this is {_word(spec, found)}"


def _word(spec: TypeSpec, found: str) -> str:
    if spec.type == "any":
        return "an object" if "talkif." in found or found == "MAP" else "something else"
    return f"{'an' if spec.type[0] in 'aeiou' else 'a'} {spec.type}"


def _place_of_name(source: str, problem: ConditionProblem) -> tuple[int, int]:
    """The name itself: errors of functions point at the parenthesis, errors of fields at the dot before them."""
    name = problem.name or ""
    at = source.find(name, problem.offset)
    before = source.rfind(name, 0, problem.offset + 1)
    start = at if at >= 0 and (before < 0 or at - problem.offset <= 2) else before
    return (start, start + len(name)) if start >= 0 else (problem.offset, problem.offset + 1)


def _references(source: str, scope: Scope) -> list[Reference]:
    roots = scope.roots()
    tested = {_parts(match[1]) for match in re.finditer(r"\bhas\s*\(\s*([\w.\s]+)\)", source)}
    tested |= {_parts(match[1]) for match in re.finditer(r"([A-Za-z_][\w.]*)\s*[!=]=\s*null\b", source)}
    found: list[Reference] = []
    for match in _PATH.finditer(source):
        if match["path"] is None:
            continue
        parts = _parts(match["path"])
        if match["call"] is not None:
            parts = parts[:-1]
        if parts and parts[0] in roots:
            guarded = any(parts[: len(path)] == path for path in tested)
            found.append(Reference(parts, match.start("path"), match.end("path"), guarded))
    return found


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in path.split("."))


__all__ = ["CheckedExpression", "Checker", "ExpressionErrors", "ExpressionProblem", "InputSpec", "check"]
