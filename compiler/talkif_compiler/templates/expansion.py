"""What templates come to once their partials are put in, counted without doing so.

Calls are followed as the renderer follows them: inline partials hold in the partials that are called beside them, and
`@partial-block` is the content of the call around it. What a partial comes to under the same inline partials and the
same content is counted once. Of the two bodies of a block the larger one counts, and of a loop one round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from talkif_schemas.template_ast import MAX_DEPTH, MAX_OUTPUT_CHARS, MAX_STEPS, PARTIAL_BLOCK

from .nodes import Block, Call, Expr, Inline, Literal, Output, ParsedTemplate, Partial, Path, Statement, Text

#: A template without it is bounded by what the parser takes.
_PARTIAL = re.compile(r"\{\{~?#?\s*>")
_NARROWING = frozenset({"each", "with"})
#: For one template. It bounds the work for partials that are called with ever other inline partials.
_MAX_UNITS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    name: str
    """What it is called by; empty for the template itself."""
    parsed: ParsedTemplate
    """What it is written in."""
    statements: list[Statement]


class Place(NamedTuple):
    body: Body
    """That the tag stands in."""
    start: int
    end: int


class Excess(NamedTuple):
    """The smallest template or partial that cannot be rendered with its partials."""

    place: Place
    limit: str
    """What it takes more than: "50,000 steps"."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A body together with what the names of partials mean in it."""

    body: Body
    inline: Mapping[str, Body]
    content: Unit | None
    """What `@partial-block` is."""


@dataclass(slots=True)
class Expansion:
    calls: dict[Unit, dict[Unit, Place]] = field(default_factory=dict)
    """Who calls whom with the same data, and where."""
    excesses: list[Excess] = field(default_factory=list)
    without_content: set[Place] = field(default_factory=set)
    """Tags that call `@partial-block` where there is none."""
    missing: set[Place] = field(default_factory=set)
    """Tags that call a partial which is neither a file nor inline, and have no content to show instead."""


def expand(templates: Iterable[ParsedTemplate], partials: Mapping[str, ParsedTemplate]) -> Expansion:
    """`partials`: those in files, by name. A partial that is not there comes to nothing."""
    walk = _Walk({name: Body(name, parsed, parsed.body) for name, parsed in partials.items()})
    for parsed in {id(parsed): parsed for parsed in templates}.values():
        if len(parsed.text) > MAX_OUTPUT_CHARS or _PARTIAL.search(parsed.text):
            walk.template(parsed)
    return walk.found


class _Cost(NamedTuple):
    steps: int = 0
    chars: int = 0
    depth: int = 0

    def then(self, other: _Cost) -> _Cost:
        return _Cost(self.steps + other.steps, self.chars + other.chars, max(self.depth, other.depth))

    def inside(self) -> _Cost:
        return _Cost(self.steps + 1, self.chars, self.depth + 1)

    def or_else(self, other: _Cost) -> _Cost:
        return _Cost(*map(max, self, other))


class _OverLimitError(Exception):
    """The template cannot be rendered; why is in the findings."""


@dataclass(slots=True)
class _Walk:
    files: dict[str, Body]
    found: Expansion = field(default_factory=Expansion)
    bodies: dict[int, Body] = field(default_factory=dict)
    """Of inline partials and content, by the id() of their statements."""
    units: dict[tuple[Body, frozenset[Body], Unit | None], Unit] = field(default_factory=dict)
    costs: dict[Unit, _Cost] = field(default_factory=dict)
    too_large: set[Unit] = field(default_factory=set)
    opened: set[Unit] = field(default_factory=set)
    """Those that are being counted."""
    level: int = 0
    left: int = 0
    """Units that may still be counted for a template."""

    def template(self, parsed: ParsedTemplate) -> None:
        self.level, self.left = 0, _MAX_UNITS
        self.opened.clear()
        try:
            self.cost(self.unit(Body("", parsed, parsed.body), {}, None))
        except _OverLimitError:
            self.too_large |= self.opened

    def unit(self, body: Body, inline: Mapping[str, Body], content: Unit | None) -> Unit:
        key = (body, frozenset(inline.values()), content)
        if key not in self.units:
            self.units[key] = Unit(body, inline, content)
        return self.units[key]

    def cost(self, unit: Unit) -> _Cost:
        """One that is being counted adds nothing here: it is a circle, and found by the calls."""
        if unit in self.too_large:
            raise _OverLimitError
        if unit in self.costs:
            return self.costs[unit]
        if unit in self.opened:
            return _Cost()
        self.left -= 1
        self.opened.add(unit)
        self.costs[unit] = self.statements(unit.body.statements, unit, unit, is_part=False)
        self.opened.remove(unit)
        return self.costs[unit]

    def statements(self, statements: list[Statement], unit: Unit, scope: Unit, *, is_part: bool) -> _Cost:
        """`scope`: the unit with the inline partials of the blocks around. `is_part`: the data is a part of its own."""
        scope = self.defining(statements, scope)
        total = _Cost()
        for statement in statements:
            total = total.then(self.statement(statement, unit, scope, is_part=is_part))
            self.bound(total, unit, statement)
        return total

    def bound(self, total: _Cost, unit: Unit, statement: Statement) -> None:
        if total.steps > MAX_STEPS:
            limit = f"{MAX_STEPS:,} steps"
        elif self.left < 0:
            limit = f"{_MAX_UNITS:,} partials that each mean something else"
        elif total.chars > MAX_OUTPUT_CHARS:
            limit = f"{MAX_OUTPUT_CHARS:,} characters"
        elif self.level + total.depth > MAX_DEPTH:
            limit = f"{MAX_DEPTH} blocks and partials inside each other"
        else:
            return
        self.found.excesses.append(Excess(Place(unit.body, statement.start, statement.end), limit))
        raise _OverLimitError

    def statement(self, statement: Statement, unit: Unit, scope: Unit, *, is_part: bool) -> _Cost:
        match statement:
            case Text(value=value):
                return _Cost(chars=len(value))
            case Inline():
                return _Cost(steps=1)
            case Output(expr=expr):
                return self.asking(expr, unit, scope, statement, is_part=is_part).inside()
            case Block(expr=expr):
                asking = self.asking(expr, unit, scope, statement, is_part=is_part)
                return asking.then(self.block(statement, unit, scope, is_part=is_part)).inside()
            case Partial():
                return self.partial(statement, unit, scope, is_part=is_part).inside()

    def asking(self, expr: Expr, unit: Unit, scope: Unit, statement: Statement, *, is_part: bool) -> _Cost:
        """To tell whether there is content, it is rendered."""
        if scope.content is None or not _asks_for_content(expr):
            return _Cost()
        return self.call(scope.content, unit, statement, expr, is_part=is_part)

    def call(self, called: Unit, unit: Unit, statement: Statement, at: Expr, *, is_part: bool) -> _Cost:
        if not is_part:
            self.found.calls.setdefault(unit, {}).setdefault(called, Place(unit.body, at.start, at.end))
        self.level += 1
        self.bound(_Cost(), unit, statement)
        cost = self.cost(called)
        self.level -= 1
        return cost

    def block(self, block: Block, unit: Unit, scope: Unit, *, is_part: bool) -> _Cost:
        self.level += 1
        self.bound(_Cost(), unit, block)
        body = inverse = _Cost()
        is_without = scope.content is None and _asks_for_content(block.expr)
        is_negated = isinstance(block.expr, Call) and block.expr.name.segments == ("unless",)
        if not is_without or is_negated:
            body = self.statements(block.body, unit, scope, is_part=is_part or _narrows(block))
        if not is_without or not is_negated:
            inverse = self.statements(block.inverse, unit, scope, is_part=is_part)
        self.level -= 1
        return body.or_else(inverse)

    def partial(self, tag: Partial, unit: Unit, scope: Unit, *, is_part: bool) -> _Cost:
        called = self.called(tag, scope)
        if called is None:
            return _Cost()
        return self.call(called, unit, tag, tag.name, is_part=is_part or tag.context is not None)

    def called(self, tag: Partial, scope: Unit) -> Unit | None:
        """None for a name that is computed, or leads nowhere."""
        if not isinstance(tag.name, Literal):
            return None
        name = str(tag.name.value)
        if name == PARTIAL_BLOCK:
            if scope.content is None:
                self.found.without_content.add(Place(scope.body, tag.name.start, tag.name.end))
            return scope.content
        content = scope.content
        if tag.body is not None:
            scope = self.defining(tag.body, scope)
            content = self.content(tag.body, scope)
        body = scope.inline.get(name) or self.files.get(name)
        if body is None and tag.body is None:
            self.found.missing.add(Place(scope.body, tag.name.start, tag.name.end))
            return None
        if body is None:
            return content
        return self.unit(body, scope.inline, content)

    def content(self, statements: list[Statement], scope: Unit) -> Unit:
        """Content that is part of itself is that very content, so that a circle is one."""
        body = self.body(PARTIAL_BLOCK, statements, scope)
        around = scope.content
        while around is not None and around.body is not body:
            around = around.content
        return around or self.unit(body, scope.inline, scope.content)

    def defining(self, statements: list[Statement], scope: Unit) -> Unit:
        """With the inline partials among the statements."""
        inline = {
            str(statement.name.value): self.body(str(statement.name.value), statement.body, scope)
            for statement in statements
            if isinstance(statement, Inline) and isinstance(statement.name, Literal)
        }
        return self.unit(scope.body, {**scope.inline, **inline}, scope.content) if inline else scope

    def body(self, name: str, statements: list[Statement], scope: Unit) -> Body:
        return self.bodies.setdefault(id(statements), Body(name, scope.body.parsed, statements))


def _narrows(block: Block) -> bool:
    """Inside, the data is a part of what it was."""
    return not isinstance(block.expr, Call) or ".".join(block.expr.name.segments) in _NARROWING


def _asks_for_content(expr: Expr) -> bool:
    return any(path.data and (f"@{path.segments[0]}" == PARTIAL_BLOCK) for path in _paths(expr))


def _paths(expr: Expr) -> Iterator[Path]:
    if isinstance(expr, Path):
        yield expr
    elif isinstance(expr, Call):
        for arg in expr.args:
            yield from _paths(arg)
