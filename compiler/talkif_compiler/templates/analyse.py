"""Checks a template against the names of its flow: every path has a type, every helper its arguments.

A context whose type is not known (an `any`, an open object, a partial) is not checked any further.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from talkif_schemas.template_helpers import ALL, Helper
from talkif_schemas.types import TypeSpec

from talkif_compiler.scope import Reference, Scope

from .nodes import Block, Call, Expr, Inline, Literal, Output, ParsedTemplate, Partial, Path, Statement, Text

_DATA = frozenset({"root", "key", "index", "first", "last", "partial-block", "level"})
#: Helpers whose arguments may be missing: that is what they are for.
_GUARDS = frozenset({"default", "ifExists", "if", "unless", "and", "or", "not", "eq", "ne"})
_ANY = TypeSpec(type="any")


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """`start` and `end` count characters of the template."""

    rule: str
    message: str
    start: int
    end: int
    help: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    """What bare names mean. `spec` None: the root, where the scope decides."""

    spec: TypeSpec | None
    path: tuple[str, ...] | None = None
    """Where the context comes from, when it is a plain path."""


@dataclass(slots=True)
class _Walk:
    scope: Scope
    problems: list[TemplateProblem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    contexts: list[_Context] = field(default_factory=lambda: [_Context(None)])
    locals: list[dict[str, TypeSpec]] = field(default_factory=list)
    guards: list[tuple[str, ...]] = field(default_factory=list)

    # ------------------------------------------------------------ statements

    def body(self, statements: list[Statement]) -> None:
        for statement in statements:
            match statement:
                case Output(expr=expr):
                    self.value(expr)
                case Block():
                    self.block(statement)
                case Partial():
                    self.partial(statement)
                case Inline(body=body):
                    self.inside(_Context(_ANY), body)
                case Text():
                    pass

    def inside(self, context: _Context, body: list[Statement], local: dict[str, TypeSpec] | None = None) -> None:
        self.contexts.append(context)
        self.locals.append(local or {})
        self.body(body)
        self.locals.pop()
        self.contexts.pop()

    def partial(self, partial: Partial) -> None:
        if not isinstance(partial.name, Literal):
            self.value(partial.name)
        if partial.context is not None:
            self.value(partial.context)
        for _, value in partial.options:
            self.value(value)
        if partial.body is not None:
            self.body(partial.body)

    def block(self, block: Block) -> None:
        expr = block.expr
        name = expr.name.segments[0] if isinstance(expr, Call) and expr.name.segments else None
        if isinstance(expr, Call):
            spec = self.call(expr, block=True)
            subject = expr.args[0] if expr.args else None
            subject_spec = self.peek(subject) if subject is not None else _ANY
        else:
            spec = subject_spec = self.value(expr, guarded=True)
            subject, name = expr, name or "section"
        guard = self.full_path(subject) if subject is not None else None
        if guard is not None:
            self.guards.append(guard)
        if name == "each":
            self.each(block, subject, subject_spec)
        elif name in ("with", "section"):
            inner = _Context(subject_spec, guard)
            if name == "section" and subject_spec.type in ("list", "boolean"):
                inner = _Context(_member(subject_spec)) if subject_spec.type == "list" else self.contexts[-1]
            self.inside(inner, block.body, {name: subject_spec for name in block.params[:1]})
        else:
            self.body(block.body)
        if guard is not None:
            self.guards.pop()
        self.body(block.inverse)
        del spec

    def each(self, block: Block, subject: Expr | None, spec: TypeSpec) -> None:
        if spec.type not in ("list", "object", "any") and subject is not None:
            self.report("template-type", f"`each` needs a list or an object, not {_article(spec)}", subject)
        key = TypeSpec(type="integer" if spec.type == "list" else "string")
        self.inside(_Context(_member(spec)), block.body, dict(zip(block.params, (_member(spec), key), strict=False)))

    # ------------------------------------------------------------ expressions

    def value(self, expr: Expr, *, guarded: bool = False) -> TypeSpec:
        """The type of an expression; reports what is wrong with it."""
        match expr:
            case Literal(value=value):
                return _literal_type(value)
            case Path():
                return self.path(expr, guarded=guarded)
            case Call():
                return self.call(expr, block=False)

    def peek(self, expr: Expr) -> TypeSpec:
        """The type of an expression that has been checked already."""
        silent = _Walk(self.scope, contexts=list(self.contexts), locals=list(self.locals))
        return silent.value(expr)

    def call(self, call: Call, *, block: bool) -> TypeSpec:
        name = call.name.segments[0] if call.name.segments else ""
        simple = len(call.name.segments) == 1 and not call.name.depth and not call.name.data
        helper = ALL.get(name) if simple else None
        for arg in call.args:
            self.value(arg, guarded=name in _GUARDS)
        for _, option in call.options:
            self.value(option)
        if helper is None:
            shown = ".".join(call.name.segments)
            self.report("unknown-helper", f"there is no helper `{shown}`", call.name, _did_you_mean(shown, ALL))
            return _ANY
        self.arguments(name, helper, call, block=block)
        return _result(name)

    def arguments(self, name: str, helper: Helper, call: Call, *, block: bool) -> None:
        count = len(call.args)
        if count < helper.least or (helper.most is not None and count > helper.most):
            wanted = str(helper.least) if helper.most == helper.least else f"{helper.least} to {helper.most or 'many'}"
            self.report("helper-arguments", f"`{name}` takes {wanted} values, not {count}", call, helper.doc)
        for key, value in call.options:
            if key not in helper.options:
                known = f"known: {', '.join(sorted(helper.options))}" if helper.options else "it takes none"
                self.report("helper-arguments", f"`{name}` has no option `{key}`", value, known)
        if block and not helper.block:
            self.report("helper-arguments", f"`{name}` cannot open a block", call.name, helper.doc)

    def path(self, path: Path, *, guarded: bool) -> TypeSpec:
        if path.data:
            return self.data(path)
        if not path.explicit and path.segments and path.segments[0] in ALL and len(path.segments) == 1:
            helper = ALL[path.segments[0]]
            if helper.least > 0 and self.scope.resolve(path.segments[0]) is None:
                self.report("helper-arguments", f"`{path.segments[0]}` needs values", path, helper.doc)
                return _ANY
        if path.depth >= len(self.contexts):
            self.report("template-type", f"`../` leads out of the template: {len(self.contexts) - 1} levels here", path)
            return _ANY
        if not path.depth and not path.explicit:
            for names in reversed(self.locals):
                if path.segments and path.segments[0] in names:
                    return self.members(path, names[path.segments[0]], path.segments[1:])
        context = self.contexts[-1 - path.depth]
        if context.spec is not None:
            return self.members(path, context.spec, path.segments)
        if not path.segments:
            return _ANY
        return self.from_root(path, guarded=guarded)

    def from_root(self, path: Path, *, guarded: bool) -> TypeSpec:
        found = self.scope.resolve(path.segments[0])
        if found is None:
            names = [*self.scope.variables, *self.scope.inputs, *self.scope.roots()]
            self.report(
                "undefined-variable", f"there is no `{path.segments[0]}`", path, _did_you_mean(path.segments[0], names)
            )
            return _ANY
        full, spec = found
        whole = (*full, *path.segments[1:])
        guarded = guarded or any(whole[: len(guard)] == guard or guard[: len(whole)] == whole for guard in self.guards)
        self.references.append(Reference(whole, path.start, path.end, guarded))
        return self.members(path, spec, path.segments[1:])

    def members(self, path: Path, spec: TypeSpec, segments: tuple[str, ...]) -> TypeSpec:
        """Follow the rest of a path through the type."""
        for segment in segments:
            if spec.type == "any":
                return _ANY
            if spec.type == "list":
                spec = TypeSpec(type="integer") if segment == "length" else _member(spec)
            elif spec.type == "object" and not spec.properties:
                return _ANY
            elif spec.type == "object" and segment in spec.properties:
                spec = spec.properties[segment]
            elif spec.type == "object":
                hint = _did_you_mean(segment, spec.properties)
                self.report("undefined-variable", f"there is no `{segment}` in `{_shown(path, segment)}`", path, hint)
                return _ANY
            elif segment != "length":
                self.report("template-type", f"{_article(spec)} has no `{segment}`", path)
                return _ANY
        return spec

    def data(self, path: Path) -> TypeSpec:
        name = path.segments[0] if path.segments else ""
        if name not in _DATA:
            self.report("undefined-variable", f"there is no `@{name}`", path, _did_you_mean(name, _DATA))
        return _ANY

    def full_path(self, expr: Expr) -> tuple[str, ...] | None:
        """The path of an expression from its namespace on, when it is one."""
        if isinstance(expr, Call) and expr.name.segments in (("ifExists",), ("default",)) and expr.args:
            return self.full_path(expr.args[0])
        if not isinstance(expr, Path) or expr.data or not expr.segments or expr.depth >= len(self.contexts):
            return None
        if self.contexts[-1 - expr.depth].spec is not None:
            return None
        found = self.scope.resolve(expr.segments[0])
        return (*found[0], *expr.segments[1:]) if found is not None else None

    def report(self, rule: str, message: str, at: Expr, hint: str = "") -> None:
        self.problems.append(TemplateProblem(rule, message, at.start, at.end, hint))


def analyse(parsed: ParsedTemplate, scope: Scope) -> list[TemplateProblem]:
    """Everything that is wrong with the names and helpers of a template, in order of place."""
    walk = _Walk(scope)
    walk.body(parsed.body)
    return sorted(set(walk.problems), key=lambda problem: (problem.start, problem.end, problem.rule))


def references(parsed: ParsedTemplate, scope: Scope) -> list[Reference]:
    """The variables, inputs and namespaces that a template reads."""
    walk = _Walk(scope)
    walk.body(parsed.body)
    return walk.references


def _member(spec: TypeSpec) -> TypeSpec:
    if spec.type == "list" and spec.items is not None:
        return spec.items
    return _ANY


def _result(helper: str) -> TypeSpec:
    if helper in ("eq", "ne", "gt", "gte", "lt", "lte", "and", "not", "ifExists"):
        return TypeSpec(type="boolean")
    if helper in ("default", "or", "first", "last", "lookup", "with"):
        return _ANY
    return TypeSpec(type="string")


def _literal_type(value: object) -> TypeSpec:
    if isinstance(value, bool):
        return TypeSpec(type="boolean")
    if isinstance(value, int | float):
        return TypeSpec(type="number")
    return TypeSpec(type="string") if isinstance(value, str) else _ANY


def _article(spec: TypeSpec) -> str:
    return f"{'an' if spec.type[0] in 'aeiou' else 'a'} {spec.type}"


def _shown(path: Path, segment: str) -> str:
    index = path.segments.index(segment)
    return ".".join(path.segments[:index]) or "this"


def _did_you_mean(name: str, known: object) -> str:
    candidates = [str(item) for item in known] if isinstance(known, Iterator | list) else list(known)  # type: ignore[call-overload]
    close = get_close_matches(name, candidates, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""
