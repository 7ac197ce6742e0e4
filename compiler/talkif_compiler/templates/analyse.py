"""Checks a template against the names of its flow: every path leads somewhere, every helper gets what it takes.

Where a type is not known (an `any`, an open object), nothing below it is checked. A partial is checked for each call,
because names in it mean what they mean at the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from talkif_compiler.scope import Reference, Scope, TextProblem
from talkif_compiler.suggest import known_by_type, nearest
from talkif_schemas.template_helpers import BLOCK_HELPERS, HELPERS, Helper
from talkif_schemas.types import TypeSpec

from .names import TemplateNames
from .nodes import Block, Call, Expr, Inline, Literal, Output, ParsedTemplate, Partial, Path, Statement, Text
from .proven import Proven
from .truth import present
from .types import (
    ANY,
    BOOLEAN,
    INTEGER,
    STRING,
    accepts,
    kind_words,
    type_of_item,
    type_of_literal,
    type_of_member,
    type_of_result,
    type_words,
)

_MAX_HINTS = 50
_MAX_PARTIAL_CHARS = 4_000_000
_MIN_PARTIAL_CHARS = 1_000
"""Partials are looked at until they come to so many characters, each taken for so many at least. Only those of a
hostile flow are called in more ways, and most of these are too large to be rendered.
"""
_CURLY = tuple("“”„«»‘’‚")
_PARTIAL_BLOCK = "partial-block"
_LOOP_NAMES = frozenset({"key", "index", "first", "last"})
#: Helpers that say what happens when a value is missing.
_GUARDING = frozenset(
    {"default", "ifExists", "if", "unless", "with", "each", "and", "or", "not"} | {"eq", "ne", "gt", "gte", "lt", "lte"}
)


class Context(Struct, frozen=True):
    """What names mean at one place."""

    spec: TypeSpec | None = None
    """None: the root, where the scope decides."""
    passed: Mapping[str, TypeSpec] = {}
    """What the call of a partial has passed by name; it goes first."""


def analyse(parsed: ParsedTemplate, scope: Scope, partials: Partials | None = None) -> TemplateNames:
    """`partials`: without them, what a template calls is not looked into."""
    if all(isinstance(statement, Text) for statement in parsed.body):
        return TemplateNames()
    return _Walk(scope, partials or Partials({})).names(parsed)


class Partials:
    """The partials of a flow. Each is analysed once for all calls at which its names mean the same."""

    def __init__(self, parsed: Mapping[str, ParsedTemplate]) -> None:
        self._parsed = parsed
        self._known: dict[tuple[object, ...], tuple[TemplateNames, object]] = {}
        self._open: set[str] = set()
        self._chars_left = _MAX_PARTIAL_CHARS

    def names(self, name: str, walk: _Walk, context: Context) -> TemplateNames | None:
        """None where it is not known what is called, and for what calls itself: both are findings of their own.

        `walk`: at the call.
        """
        parsed = self._parsed.get(name)
        if parsed is None or name in self._open or name in walk.overridden:
            return None
        passed = tuple((key, id(spec)) for key, spec in sorted(context.passed.items()))
        key = (name, id(walk.scope), id(context.spec), passed, walk.loops > 0, walk.overridden, walk.proven.paths())
        if key not in self._known:
            self._chars_left -= max(len(parsed.text), _MIN_PARTIAL_CHARS)
            if self._chars_left < 0:
                return None
            self._open.add(name)
            inner = _Walk(walk.scope, self, contexts=[context], overridden=walk.overridden, loops=walk.loops)
            inner.proven.add(walk.proven.paths())
            # The types are kept with it: an id() belongs to another object when its own is gone.
            self._known[key] = (inner.names(parsed), (walk.scope, context))
            self._open.remove(name)
        return self._known[key][0]


class _Walk(Struct):
    scope: Scope
    partials: Partials
    problems: list[TextProblem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    printed: list[tuple[Expr, TypeSpec]] = field(default_factory=list)
    own: list[tuple[Path, TypeSpec]] = field(default_factory=list)
    calls: list[tuple[str, TemplateNames]] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=lambda: [Context()])
    """From the outside in."""
    overridden: frozenset[str] = frozenset()
    """Names of inline partials, which may stand for those of files."""
    params: dict[str, TypeSpec] = field(default_factory=dict)
    proven: Proven = field(default_factory=Proven)
    loops: int = 0
    hints: int = _MAX_HINTS
    """How many more names may be looked for; the search is what costs."""

    def names(self, parsed: ParsedTemplate) -> TemplateNames:
        self.overridden = self.overridden.union(_inline_names(parsed.body))
        self.statements(parsed.body)
        problems = sorted(self.problems, key=lambda problem: (problem.start, problem.end, problem.rule))
        return TemplateNames(
            tuple(problems), tuple(self.references), tuple(self.printed), tuple(self.own), tuple(self.calls)
        )

    # ------------------------------------------------------------ statements

    def statements(self, statements: list[Statement]) -> None:
        for statement in statements:
            match statement:
                case Output(expr=expr):
                    self.printed.append((expr, self.type_of(expr)))
                case Block():
                    self.block(statement)
                case Partial():
                    self.partial(statement)
                case Inline(body=body):
                    self.inline(body)

    def partial(self, tag: Partial) -> None:
        self.type_of(tag.name)
        given = self.type_of(tag.context) if tag.context is not None else ANY
        passed = {key: self.type_of(value) for key, value in tag.options}
        self.statements(tag.body or [])
        if not isinstance(tag.name, Literal):
            return
        around = self.context(tag.context, given) if tag.context is not None else self.contexts[-1]
        called = str(tag.name.value)
        names = self.partials.names(called, self, replace(around, passed={**around.passed, **passed}))
        if names is not None:
            self.calls.append((called, names))

    def context(self, expr: Expr, spec: TypeSpec) -> Context:
        """What names mean where the value of an expression is the context."""
        if isinstance(expr, Path) and expr.data and expr.segments == ("root",):
            return Context()
        if isinstance(expr, Path) and not expr.segments and expr.depth < len(self.contexts):
            return self.contexts[-1 - expr.depth]
        return Context(spec)

    def inside(self, context: Context, body: list[Statement], params: dict[str, TypeSpec]) -> None:
        outer = self.params
        self.params = {**outer, **params}
        self.contexts.append(context)
        self.statements(body)
        self.contexts.pop()
        self.params = outer

    def inline(self, body: list[Statement]) -> None:
        """Its context is that of the call, which takes the place of this one."""
        outer = self.contexts
        self.contexts = outer[:-1]
        self.loops += 1
        self.inside(Context(ANY), body, {})
        self.loops -= 1
        self.contexts = outer

    def block(self, block: Block) -> None:
        expr = block.expr
        opener = expr.name.segments[0] if isinstance(expr, Call) and expr.name.segments else ""
        argument = expr.args[0] if isinstance(expr, Call) and opener in BLOCK_HELPERS and expr.args else expr
        subject = self.type_of_subject(expr, argument)
        is_unless = opener == "unless"
        proven = present(argument, self.name_of, if_truthy=not is_unless)
        self.proven.add(proven)
        self.body(block, opener, argument, subject)
        self.proven.remove(proven)
        # What is no list goes the other way of `each`, truthy or not.
        proven = present(argument, self.name_of, if_truthy=is_unless) if opener != "each" else ()
        self.proven.add(proven)
        self.statements(block.inverse)
        self.proven.remove(proven)

    def body(self, block: Block, opener: str, argument: Expr, subject: TypeSpec) -> None:
        is_section = not isinstance(block.expr, Call)
        if opener == "each" or (is_section and subject.type == "list"):
            key = INTEGER if subject.type == "list" else STRING if subject.type == "object" else ANY
            item = type_of_item(subject)
            self.loops += 1
            self.inside(Context(item), block.body, dict(zip(block.params, (item, key), strict=False)))
            self.loops -= 1
        elif opener == "with" or (is_section and subject.type != "boolean"):
            self.loops += is_section
            params = {} if is_section else dict.fromkeys(block.params[:1], subject)
            self.inside(self.context(argument, subject), block.body, params)
            self.loops -= is_section
        else:
            self.statements(block.body)

    # ------------------------------------------------------------ expressions

    def type_of(self, expr: Expr, *, is_guarded: bool = False) -> TypeSpec:
        """Reports what is wrong with an expression, and says what it gives."""
        match expr:
            case Literal(value=value):
                return type_of_literal(value)
            case Path():
                return self.path(expr, is_guarded=is_guarded)
            case Call():
                return self.call(expr, is_guarded=is_guarded)[0]

    def type_of_subject(self, expr: Expr, argument: Expr) -> TypeSpec:
        """Of what a block is about: the first argument of its helper, or the expression itself."""
        if not isinstance(expr, Call):
            return self.type_of(expr, is_guarded=True)
        given, types = self.call(expr, is_guarded=True, opens_block=True)
        return given if argument is expr else types[0]

    def call(self, call: Call, *, is_guarded: bool, opens_block: bool = False) -> tuple[TypeSpec, list[TypeSpec]]:
        """What it gives, and the types of its arguments."""
        name = ".".join(call.name.segments)
        helper = None if call.name.data or call.name.explicit else HELPERS.get(name)
        is_guarded = is_guarded or name in _GUARDING
        types = [self.type_of(arg, is_guarded=is_guarded) for arg in call.args]
        named = {key: (value, self.type_of(value)) for key, value in call.options}
        if helper is None:
            self.report_slip("unknown-helper", f"there is no helper `{name}`", call.name, name, HELPERS)
            return ANY, types
        if opens_block and not helper.opens_block:
            self.report("helper-arguments", f"`{name}` cannot open a block", call.name, helper.doc)
        if not opens_block and helper.needs_block:
            self.report("helper-arguments", f"`{name}` has to open a block", call.name, f"{{{{#{name} …}}}}")
        self.positional(name, helper, call, types)
        for key, (value, spec) in named.items():
            if key not in helper.options:
                known = f"It takes {', '.join(sorted(helper.options))}." if helper.options else "It takes none."
                self.report("helper-arguments", f"`{name}` has no option `{key}`", value, known)
            elif not accepts(helper.options[key], spec):
                self.mismatch(f"`{key}` of `{name}`", kind_words(helper.options[key]), spec, value)
        return type_of_result(helper, types[0] if types else ANY), types

    def positional(self, name: str, helper: Helper, call: Call, types: list[TypeSpec]) -> None:
        count, most = len(types), len(helper.takes)
        if count < helper.least or (count > most and not helper.repeats):
            wanted = str(most) if most == helper.least else f"{helper.least} to {most}"
            if helper.repeats:
                wanted = f"{helper.least} or more"
            message = f"`{name}` takes {wanted} {'value' if wanted == '1' else 'values'}, not {count}"
            self.report("helper-arguments", message, call, helper.doc)
            return
        for position, (arg, spec) in enumerate(zip(call.args, types, strict=True)):
            kind = helper.kind_of(position)
            if kind is not None and not accepts(kind, spec):
                self.mismatch(f"`{name}`", kind_words(kind), spec, arg)

    def path(self, path: Path, *, is_guarded: bool) -> TypeSpec:
        if path.data:
            return self.data(path, is_guarded=is_guarded)
        if path.depth >= len(self.contexts):
            levels = len(self.contexts) - 1
            inside = f"{levels} level{'s' if levels > 1 else ''} deep" if levels else "at the top"
            self.report("parent-beyond-scope", f"`../` leads out of the template: this is {inside}", path)
            return ANY
        context = self.contexts[-1 - path.depth]
        if not path.depth and not path.explicit and path.segments[0] in self.params:
            return self.of_block(path, self.params[path.segments[0]], 1)
        if path.segments and path.segments[0] in context.passed:
            return self.of_block(path, context.passed[path.segments[0]], 1)
        if context.spec is not None:
            return self.of_block(path, context.spec, 0)
        return self.from_root(path, path.segments, is_guarded=is_guarded) if path.segments else ANY

    def from_root(self, path: Path, segments: tuple[str, ...], *, is_guarded: bool) -> TypeSpec:
        name = segments[0]
        found = self.scope.resolve(name)
        if found is None:
            helper = HELPERS.get(name) if len(segments) == 1 else None
            if helper is not None:
                self.report("helper-arguments", f"`{name}` needs a value", path, helper.doc)
                return ANY
            if name.startswith(_CURLY):
                advice = f'Text has straight quotes: `"{name.strip("".join(_CURLY))}"`.'
                self.report("undefined-variable", f"there is no `{name}`", path, advice)
                return ANY
            known = [*self.scope.variables, *self.scope.inputs, *self.scope.roots()]
            self.report_slip("undefined-variable", f"there is no `{name}`", path, name, known, self.scope.bare)
            return ANY
        full, spec = found
        whole = (*full, *segments[1:])
        self.references.append(Reference(whole, path.start, path.end, is_guarded or self.proven.covers(whole)))
        return self.members(path, spec, segments, 1)

    def of_block(self, path: Path, spec: TypeSpec, position: int) -> TypeSpec:
        found = self.members(path, spec, path.segments, position)
        self.own.append((path, found))
        return found

    def members(self, path: Path, spec: TypeSpec, segments: tuple[str, ...], position: int) -> TypeSpec:
        """Follow the segments from a position on through a type."""
        for index in range(position, len(segments)):
            segment = segments[index]
            member = type_of_member(spec, segment)
            if member is None:
                self.no_member(path, spec, segments, index)
                return ANY
            spec = member
        return spec

    def no_member(self, path: Path, spec: TypeSpec, segments: tuple[str, ...], index: int) -> None:
        segment = segments[index]
        if spec.type == "object":
            owner = f"`{'.'.join(segments[:index])}`" if index else "this object"
            rule, message = "undefined-variable", f"there is no `{segment}` in {owner}"
        else:
            rule, message = "template-type", f"{type_words(spec)} has no `{segment}`"
        if index == 0 and not path.explicit and self.scope.resolve(segment) is not None:
            levels = next((depth for depth, found in enumerate(reversed(self.contexts)) if found.spec is None), None)
            # Out of an inline partial no `../` leads to the top.
            way = "@root." if levels is None else "../" * levels
            hint = f"In here names belong to {type_words(spec)}. Write `{way}{'.'.join(segments)}`."
            self.report(rule, message, path, hint)
        else:
            there = spec.properties if spec.type == "object" else None
            self.report_slip(rule, message, path, segment, spec.properties, there)

    def data(self, path: Path, *, is_guarded: bool) -> TypeSpec:
        name = path.segments[0]
        if name == "root":
            return self.from_root(path, path.segments[1:], is_guarded=is_guarded) if path.segments[1:] else ANY
        if name == _PARTIAL_BLOCK:
            return BOOLEAN
        if name not in _LOOP_NAMES:
            message = f"there is no `@{name}`"
            self.report_slip("undefined-variable", message, path, name, (*_LOOP_NAMES, "root"))
        elif self.loops <= path.depth:
            self.report("undefined-variable", f"`@{name}` is only known inside `each`", path)
        return ANY

    def name_of(self, path: Path) -> tuple[str, ...] | None:
        """From the root; None for what leads elsewhere."""
        if path.data or not path.segments or path.depth >= len(self.contexts):
            return None
        context, name = self.contexts[-1 - path.depth], path.segments[0]
        is_root = context.spec is None and name not in context.passed and name not in self.params
        found = self.scope.resolve(name) if is_root else None
        return (*found[0], *path.segments[1:]) if found is not None else None

    # ------------------------------------------------------------ reports

    def mismatch(self, taker: str, wanted: str, spec: TypeSpec, at: Expr) -> None:
        self.report("template-type", f"{taker} takes {wanted}, not {type_words(spec)}", at)

    def report(self, rule: str, message: str, at: Expr, hint: str = "") -> None:
        self.problems.append(TextProblem(rule, message, at.start, at.end, hint))

    def report_slip(
        self,
        rule: str,
        message: str,
        at: Expr,
        name: str,
        known: Iterable[str],
        there: Mapping[str, TypeSpec] | None = None,
    ) -> None:
        """`known`: what the name could have been. `there`: what is said to be there when it is like none of them."""
        guess = None
        if self.hints > 0:
            self.hints -= 1
            guess = nearest(name, known)
        if guess is None:
            self.report(rule, message, at, known_by_type(there) if there is not None and self.hints > 0 else "")
            return
        hint = f"Did you mean `{guess}`?"
        self.problems.append(TextProblem(rule, message, at.start, at.end, hint, (name, guess)))


def _inline_names(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, Block):
            yield from _inline_names((*statement.body, *statement.inverse))
        elif isinstance(statement, Partial | Inline):
            yield from _inline_names(statement.body or ())
        if isinstance(statement, Inline) and isinstance(statement.name, Literal):
            yield str(statement.name.value)
