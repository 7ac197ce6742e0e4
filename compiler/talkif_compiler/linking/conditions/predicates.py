"""The comparisons of conditions as tests of variables, by the types that the flow declares.

Whatever is not understood is taken for a variable of its own, of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from talkif_schemas.conditions import paths
from talkif_schemas.types import TEXT_TYPES, TypeSpec

from ...scope import Scope, is_of_open
from . import value_sets
from .meaning import Meaning, Test, Variable
from .tree import Constant, Known, Leaf, Side, Tree
from .value_sets import ABSENT, ALL, LACKING, NOTHING, NULL, NUMBERS, TEXTS, ValueSet, flag, one_of

_FLAGS = one_of((flag(True), flag(False)))
_ORDER = {sign: ("order", sign) for sign in "<=>"}
_HOLDS: dict[str, str] = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": "=>"}


class Reader(Struct, frozen=True):
    """Reads conditions whose names have the same types."""

    scope: Scope
    may_be_null: Callable[[Variable, TypeSpec], bool]
    _universes: dict[Variable, ValueSet] = field(default_factory=dict)

    def read(self, tree: Tree) -> Meaning:
        if isinstance(tree, Leaf):
            return Meaning(tree, (), self._test(tree))
        return Meaning(tree, tuple(map(self.read, tree.parts)), None)

    def _test(self, leaf: Leaf) -> Test:
        if isinstance(leaf.left, tuple):
            spec = type_of(leaf.left, self.scope)
            if not leaf.operator:
                return self._flag(leaf.left, spec)
            if leaf.operator == "in" and leaf.members:
                return self._membership(leaf.left, spec, leaf.members)
            if isinstance(leaf.right, Known):
                return self._comparison(leaf.left, spec, leaf.operator, leaf.right.value)
        if not leaf.operator and isinstance(leaf.left, Known) and isinstance(leaf.left.value, bool):
            return _always(leaf.left.value)
        path = _path_in_has(leaf)
        if path is not None:
            universe = self._universe(path, type_of(path, self.scope))
            return Test(path, universe, universe - ABSENT, universe & ABSENT)
        return _order(leaf) if leaf.operator in _HOLDS else _unknown(leaf)

    def _universe(self, path: Variable, spec: TypeSpec) -> ValueSet:
        if path not in self._universes:
            universe = _universe(spec, may_be_null=self.may_be_null(path, spec))
            may_lack = is_of_open(path) or declared(path, self.scope) is None
            self._universes[path] = joined(universe, LACKING) if may_lack else universe - LACKING
        return self._universes[path]

    def _flag(self, path: Variable, spec: TypeSpec) -> Test:
        return Test(path, self._universe(path, spec), one_of([flag(True)]), one_of([flag(False)]))

    def _membership(self, path: Variable, spec: TypeSpec, members: Iterable[Known]) -> Test:
        universe = self._universe(path, spec)
        true = ValueSet()
        for member in members:
            true = joined(true, constant(member.value))
        return Test(path, universe, universe & true, universe - LACKING - true)

    def _comparison(self, path: Variable, spec: TypeSpec, operator: str, value: Constant) -> Test:
        universe = self._universe(path, spec)
        if isinstance(value, int | float) and not isinstance(value, bool):
            # Null is neither more nor less than a number: asking that fails.
            comparable = universe - LACKING if operator in ("==", "!=") else universe & NUMBERS
            true = comparable & value_sets.numbers(operator, value, whole=spec.type == "integer")
            if operator == "!=":
                true = comparable - value_sets.numbers("==", value, whole=spec.type == "integer")
            return Test(path, universe, true, comparable - true)
        if operator in ("==", "!="):
            equal, other = universe & constant(value), universe - LACKING - constant(value)
            return Test(path, universe, equal, other) if operator == "==" else Test(path, universe, other, equal)
        return _order(Leaf(path, operator, repr(value), (), 0, 0))


def reader_of(source: str, scope: Scope) -> Reader:
    """For the parts of one expression: what it tests for null may be null."""
    tested = frozenset(use.parts for use in paths(source) if use.is_tested)

    def may_be_null(path: Variable, spec: TypeSpec) -> bool:
        return spec.nullable or spec.type == "any" or len(path) > 2 or path in tested

    return Reader(scope, may_be_null)


def type_of(path: Variable, scope: Scope) -> TypeSpec:
    """`any` for what is not known."""
    return declared(path, scope) or TypeSpec(type="any")


def declared(path: Variable, scope: Scope) -> TypeSpec | None:
    spec = scope.roots().get(path[0])
    for segment in path[1:]:
        spec = spec.properties.get(segment) if spec is not None else None
    return spec


def _universe(spec: TypeSpec, *, may_be_null: bool) -> ValueSet:
    values = _values_of(spec)
    if not may_be_null:
        return values - NOTHING
    return ValueSet(values.words if values.is_all_but else values.words | {NULL}, values.is_all_but, values.stretches)


def _values_of(spec: TypeSpec) -> ValueSet:
    match spec.type:
        case "enum":
            return one_of(map(value_sets.text, spec.values))
        case "boolean":
            return _FLAGS
        case "number" | "integer":
            return NUMBERS
        case _:
            return TEXTS if spec.type in TEXT_TYPES else ALL


def constant(value: Constant) -> ValueSet:
    """The one value."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return one_of([flag(value)])
    return one_of([value_sets.text(value)]) if isinstance(value, str) else value_sets.numbers("==", value, whole=False)


def joined(one: ValueSet, other: ValueSet) -> ValueSet:
    return ALL - ((ALL - one) & (ALL - other))


def _path_in_has(leaf: Leaf) -> Variable | None:
    if leaf.operator or not isinstance(leaf.left, str):
        return None
    words = leaf.left.split(" ")
    return tuple(words[2:-1:2]) if words[:2] == ["has", "("] and words[-1] == ")" and "[" not in words else None


def _always(value: bool) -> Test:
    one = one_of([flag(True)])
    return Test(("(constant)",), one, one if value else ValueSet(), ValueSet() if value else one)


def _order(leaf: Leaf) -> Test:
    """Of two things of which nothing else is known: one is less, equal or more, or they cannot be compared."""
    left, right, operator = _shown(leaf.left), _shown(leaf.right), leaf.operator
    signs: Iterable[str] = _HOLDS[operator]
    if left > right:
        left, right = right, left
        signs = [{"<": ">", ">": "<"}.get(sign, sign) for sign in signs]
    true = one_of(_ORDER[sign] for sign in signs)
    orders = one_of(_ORDER.values())
    return Test((left, "?", right), one_of([*_ORDER.values(), NULL]), true, orders - true)


def _unknown(leaf: Leaf) -> Test:
    true, false = flag(True), flag(False)
    name = (_shown(leaf.left), leaf.operator, _shown(leaf.right))
    return Test(name, one_of([true, false, NULL]), one_of([true]), one_of([false]))


def _shown(side: Side) -> str:
    if isinstance(side, Known):
        return repr(side.value)
    return " . ".join(side) if isinstance(side, tuple) else side
