"""What templates come to once their partials are put in, counted without doing so.

Calls are followed as the renderer follows them: inline partials hold in the partials that are called beside them, and
`@partial-block` is the content of the call around it. What a partial comes to under the same inline partials and the
same content is counted once. Of the two bodies of a block the larger one counts, or the one that a value written out
in a call decides for, and of a loop one round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from talkif_schemas.template_ast import MAX_DEPTH, MAX_OUTPUT_CHARS, MAX_STEPS, PARTIAL_BLOCK

from .guards import NO_FACTS, Facts, facts_of
from .nodes import Block, Call, Expr, Inline, Literal, Output, ParsedTemplate, Partial, Path, Statement, Text

#: A template without it is bounded by what the parser takes.
_PARTIAL = re.compile(r"\{\{~?#?\s*>")
#: A tag that calls a partial with the data as it is.
_PLAIN = re.compile(r"\{\{~?\s*>\s*([A-Za-z_][\w./-]*)\s*~?\}\}")
#: A template with partials of its own, or with content for others.
_OWN = re.compile(r"\{\{~?#\s*[>*]|partial-block")
_NARROWING = frozenset({"each", "with"})
#: For one template. It bounds the work for partials that are called with ever other inline partials.
_MAX_UNITS = 5_000


_Known: TypeAlias = "frozenset[tuple[str, bool]]"
_NONE: _Known = frozenset()


class Body(Struct, frozen=True, eq=False):
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


class Unit(Struct, frozen=True, eq=False):
    """A body together with what the names of partials mean in it."""

    body: Body
    inline: Mapping[str, Body]
    content: Unit | None
    """What `@partial-block` is."""
    known: _Known = frozenset()
    """Names that calls on the way give a value that is written out, and whether `if` takes it for true."""


class Expansion(Struct):
    calls: dict[Unit, dict[Unit, Place]] = field(default_factory=dict)
    """Who calls whom with the same data, and where."""
    asked: dict[tuple[Unit, Unit], set[Facts | None]] = field(default_factory=dict)
    """Of each of these calls: what the blocks around it ask, in each place. None where names get other values."""
    always: dict[Unit, dict[Unit, Place]] = field(default_factory=dict)
    """Who calls whom whatever the data is."""
    excesses: list[Excess] = field(default_factory=list)
    without_content: set[Place] = field(default_factory=set)
    """Tags that call `@partial-block` where there is none."""
    missing: set[Place] = field(default_factory=set)
    """Tags that call a partial which is neither a file nor inline, and have no content to show instead."""


def expand(templates: Iterable[ParsedTemplate], partials: Mapping[str, ParsedTemplate]) -> Expansion:
    """`partials`: those in files, by name. A partial that is not there comes to nothing."""
    walk = _Walk({name: Body(name, parsed, parsed.body) for name, parsed in partials.items()})
    for parsed in {id(parsed): parsed for parsed in templates}.values():
        if (len(parsed.text) > MAX_OUTPUT_CHARS or _PARTIAL.search(parsed.text)) and not walk.is_small(parsed.text):
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


class _Way(NamedTuple):
    """How a statement is reached from the beginning of what it is written in."""

    is_part: bool = False
    """The data is a part of what it was."""
    is_guarded: bool = False
    """Some data does not lead here."""
    facts: Facts = NO_FACTS

    def side(self, is_part: bool, facts: Facts, *, is_sure: bool) -> _Way:
        """Into one of the bodies of a block. `is_sure`: it is the one that is rendered whatever the data is."""
        if is_sure:
            return self._replace(is_part=self.is_part or is_part)
        return _Way(self.is_part or is_part, True, self.facts | facts)


class _Given(NamedTuple):
    """What a call does to the names that its partial reads."""

    is_any: bool = False
    """Some have other values."""
    is_unknown: bool = False
    """Of some, it is not known whether they are true."""


_NOTHING = _Given()


class _OverLimitError(Exception):
    """The template cannot be rendered; why is in the findings."""


class _Walk(Struct):
    files: dict[str, Body]
    found: Expansion = field(default_factory=Expansion)
    bodies: dict[int, Body] = field(default_factory=dict)
    """Of inline partials and content, by the id() of their statements."""
    units: dict[tuple[Body, frozenset[Body], Unit | None, _Known], Unit] = field(default_factory=dict)
    costs: dict[Unit, _Cost] = field(default_factory=dict)
    too_large: set[Unit] = field(default_factory=set)
    opened: set[Unit] = field(default_factory=set)
    """Those that are being counted."""
    level: int = 0
    left: int = 0
    """Units that may still be counted for a template."""

    def is_small(self, text: str) -> bool:
        """True for a template that only calls what has been counted, and cannot come to too much however it does so.

        Most templates of a flow are; walking through all of them takes far longer.
        """
        names = _PLAIN.findall(text)
        if len(names) != len(_PARTIAL.findall(text)) or _OWN.search(text):
            return False
        tags = text.count("{{")
        steps, chars, depth = tags, len(text), tags + 1
        for name in names:
            cost = self.costs.get(self.unit(self.files[name], {}, None)) if name in self.files else None
            if cost is None:
                return False
            steps, chars, depth = steps + cost.steps, chars + cost.chars, max(depth, tags + 1 + cost.depth)
        return steps <= MAX_STEPS and chars <= MAX_OUTPUT_CHARS and depth <= MAX_DEPTH

    def template(self, parsed: ParsedTemplate) -> None:
        self.level, self.left = 0, _MAX_UNITS
        self.opened.clear()
        try:
            self.cost(self.unit(Body("", parsed, parsed.body), {}, None))
        except _OverLimitError:
            self.too_large |= self.opened

    def unit(self, body: Body, inline: Mapping[str, Body], content: Unit | None, known: _Known = _NONE) -> Unit:
        key = (body, frozenset(inline.values()), content, known)
        if key not in self.units:
            self.units[key] = Unit(body, inline, content, known)
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
        self.costs[unit] = self.statements(unit.body.statements, unit, unit, way=_Way())
        self.opened.remove(unit)
        return self.costs[unit]

    def statements(self, statements: list[Statement], unit: Unit, scope: Unit, *, way: _Way) -> _Cost:
        """`scope`: the unit with the inline partials of the blocks around."""
        scope = self.defining(statements, scope)
        total = _Cost()
        for statement in statements:
            total = total.then(self.statement(statement, unit, scope, way=way))
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

    def statement(self, statement: Statement, unit: Unit, scope: Unit, *, way: _Way) -> _Cost:
        match statement:
            case Text(value=value):
                return _Cost(chars=len(value))
            case Inline():
                return _Cost(steps=1)
            case Output(expr=expr):
                return self.asking(expr, unit, scope, statement, way=way).inside()
            case Block(expr=expr):
                asking = self.asking(expr, unit, scope, statement, way=way)
                return asking.then(self.block(statement, unit, scope, way=way)).inside()
            case Partial():
                return self.partial(statement, unit, scope, way=way).inside()

    def asking(self, expr: Expr, unit: Unit, scope: Unit, statement: Statement, *, way: _Way) -> _Cost:
        """To tell whether there is content, it is rendered."""
        if scope.content is None or not _asks_for_content(expr):
            return _Cost()
        return self.call(scope.content, unit, statement, expr, way=way)

    def call(
        self, called: Unit, unit: Unit, statement: Statement, at: Expr, *, way: _Way, given: _Given = _NOTHING
    ) -> _Cost:
        place = Place(unit.body, at.start, at.end)
        # The content around a call does not know what is known there.
        is_content = called.body.name == PARTIAL_BLOCK
        if not way.is_part and not given.is_unknown and not (is_content and called.known != unit.known):
            self.found.calls.setdefault(unit, {}).setdefault(called, place)
            self.found.asked.setdefault((unit, called), set()).add(None if given.is_any or is_content else way.facts)
        if not way.is_guarded:
            self.found.always.setdefault(unit, {}).setdefault(called, place)
        self.level += 1
        self.bound(_Cost(), unit, statement)
        cost = self.cost(called)
        self.level -= 1
        return cost

    def block(self, block: Block, unit: Unit, scope: Unit, *, way: _Way) -> _Cost:
        self.level += 1
        self.bound(_Cost(), unit, block)
        body = inverse = _Cost()
        is_without = scope.content is None and _asks_for_content(block.expr)
        is_negated = isinstance(block.expr, Call) and block.expr.name.segments == ("unless",)
        holds = _holds(block.expr, scope.known)
        held, failed = facts_of(block.expr)
        if (not is_without or is_negated) and holds is not False:
            narrows = _narrows(block)
            inner = self.unit(scope.body, scope.inline, scope.content) if narrows and scope.known else scope
            body = self.statements(block.body, unit, inner, way=way.side(narrows, held, is_sure=holds is True))
        if (not is_without or not is_negated) and holds is not True:
            inverse = self.statements(block.inverse, unit, scope, way=way.side(False, failed, is_sure=holds is False))
        self.level -= 1
        return body.or_else(inverse)

    def partial(self, tag: Partial, unit: Unit, scope: Unit, *, way: _Way) -> _Cost:
        known, given = _known_in(tag, scope.known)
        called = self.called(tag, scope, known)
        if called is None:
            return _Cost()
        way = way._replace(is_part=way.is_part or tag.context is not None)
        return self.call(called, unit, tag, tag.name, way=way, given=given)

    def called(self, tag: Partial, scope: Unit, known: _Known) -> Unit | None:
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
        return self.unit(body, scope.inline, content, known)

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
        return self.unit(scope.body, {**scope.inline, **inline}, scope.content, scope.known) if inline else scope

    def body(self, name: str, statements: list[Statement], scope: Unit) -> Body:
        return self.bodies.setdefault(id(statements), Body(name, scope.body.parsed, statements))


def _narrows(block: Block) -> bool:
    """Inside, the data is a part of what it was."""
    return not isinstance(block.expr, Call) or ".".join(block.expr.name.segments) in _NARROWING


def _known_in(tag: Partial, known: _Known) -> tuple[_Known, _Given]:
    """What is known in the partial that is called, and what becomes of other names there."""
    given = {name: _truth(value, known) for name, value in tag.options if not _is_itself(name, value)}
    kept = dict(known if tag.context is None else _NONE) | given
    passed = frozenset((name, truth) for name, truth in kept.items() if truth is not None)
    return passed, _Given(bool(given), any(truth is None for truth in given.values()))


def _is_itself(name: str, value: Expr) -> bool:
    return isinstance(value, Path) and not value.data and value.depth == 0 and value.segments == (name,)


def _truth(value: Expr, known: _Known) -> bool | None:
    """Whether `if` takes a value for true; None when that is not known."""
    if isinstance(value, Literal):
        return bool(value.value)
    is_name = isinstance(value, Path) and not value.data and value.depth == 0 and len(value.segments) == 1
    return dict(known).get(value.segments[0]) if isinstance(value, Path) and is_name else None


def _holds(expr: Expr, known: _Known) -> bool | None:
    """Whether the first body of an `if` or `unless` is rendered; None when that is not known."""
    if not known or not isinstance(expr, Call) or len(expr.args) != 1 or expr.options:
        return None
    truth = _truth(expr.args[0], known)
    match expr.name.segments:
        case ("if",):
            return truth
        case ("unless",):
            return not truth if truth is not None else None
        case _:
            return None


def _asks_for_content(expr: Expr) -> bool:
    return any(path.data and (f"@{path.segments[0]}" == PARTIAL_BLOCK) for path in _paths(expr))


def _paths(expr: Expr) -> Iterator[Path]:
    if isinstance(expr, Path):
        yield expr
    elif isinstance(expr, Call):
        for arg in expr.args:
            yield from _paths(arg)
