"""Whether an expression may fail although all its names have a value, as `inputs.list[3]` may.

What the author has asked counts: `size(inputs.list) > 3 ? inputs.list[3] : 'none'` cannot fail, and neither can
`inputs.list[3]` in a flow that asks for the size elsewhere. Values of which the type is not known are trusted to be of
the right one, sums to be of ordinary size, and services to answer with what the flow reads in `last.result`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from talkif_schemas.conditions import paths
from talkif_schemas.conditions.syntax import Call, Constant, Entries, Items, Loop, Member, Name, Syntax
from talkif_schemas.types import TEXT_TYPES, TypeSpec

from ...nodes.slots import slot_for
from ...scope import Scope
from ...subtyping import fits
from ...typed_values import misfit
from ..proofs import Needs, Path
from .facts import Facts, words_of
from .predicates import declared, type_of
from .questions import Asked
from .syntaxes import Syntaxes, path_of
from .value_sets import NUMBERS, numbers

_RISKY = re.compile(r"[\[/%]|\b(?:int|uint|double|bool|timestamp|duration|all|exists|exists_one|filter|map)\s*\(")
_SURE: frozenset[Path] = frozenset()
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DAY_AND_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
#: Conversion of text -> the texts that it can read.
_READABLE: Mapping[str, re.Pattern[str]] = {
    "string_to_int64": _WHOLE,
    "string_to_uint64": _WHOLE,
    "string_to_double": re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"),
    "string_to_bool": re.compile(r"true|false|TRUE|FALSE|True|False|[tf01]"),
    "string_to_timestamp": re.compile(_DAY_AND_TIME),
    "string_to_duration": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms|us|ns))+"),
}
_OF_NUMBERS = frozenset({"string_to_int64", "string_to_uint64", "string_to_double"})
_ZERO = re.compile(r"[+-]?0*\.?0*(?:[eE].*)?")
_RESULT = ("last", "result")
_MOMENTS = frozenset({("call", "startedAt"), ("system", "now")})
"""Texts that are always written as RFC 3339 says."""
_COMPARISONS = frozenset({"_==_", "_<_", "_<=_", "_>_", "_>=_"})


def succeeding(source: str, scope: Scope, syntaxes: Syntaxes, asked: Asked, expected: TypeSpec | None = None) -> Needs:
    """Names that must all have a value so that it does not fail; None for one that may fail whatever has one.

    `asked`: in the flow. `expected`: of what it is for; a value that is not of the type is no value either.
    """
    is_limited = expected is not None and (expected.type == "enum" or expected.pattern is not None)
    if not (is_limited or _RISKY.search(source) or _is_open(source, scope)):
        return _SURE
    syntax = syntaxes.of(source)
    if syntax is None:
        return _SURE
    walk = _Walk(scope, asked)
    risks = list(walk.risks(syntax, Facts()))
    if is_limited and expected is not None and not walk.fits(syntax, expected, Facts()):
        return None
    found = frozenset(risk for risk in risks if risk is not None)
    return found if len(found) == len(set(risks)) else None


def _is_open(source: str, scope: Scope) -> bool:
    """Whether it reads a member that nobody has declared."""
    if "." not in source:
        return False
    used = (use.parts for use in paths(source) if len(use.parts) > 1)
    return any(declared(path, scope) is None for path in used)


class _Walk:
    def __init__(self, scope: Scope, asked: Asked) -> None:
        self._scope = scope
        self._asked = asked

    def risks(self, syntax: Syntax, facts: Facts) -> Iterator[Path | None]:
        """What may be missing; None for anything else that may go wrong."""
        match syntax:
            case Member(operand=operand):
                yield from self.risks(operand, facts)
                path = self._path(syntax)
                is_trusted = path is None or path[:2] == _RESULT
                if not (syntax.is_test or syntax.is_declared or is_trusted or facts.has(syntax)):
                    yield path
            case Call(function="_&&_" | "_||_" as function, args=(one, other)):
                yield from self.risks(one, facts)
                yield from self.risks(other, facts.learned(one, is_true=function == "_&&_"))
            case Call(function="_?_:_", args=(condition, one, other)):
                yield from self.risks(condition, facts)
                yield from self.risks(one, facts.learned(condition, is_true=True))
                yield from self.risks(other, facts.learned(condition, is_true=False))
            case Call(args=args):
                for arg in args:
                    yield from self.risks(arg, facts)
                yield from self._of_call(syntax, facts)
            case Items() | Entries() | Loop():
                for part in _parts(syntax):
                    yield from self.risks(part, facts)

    def _path(self, syntax: Member) -> Path | None:
        """None for a member of what is no name of the flow, such as the variable of a loop."""
        path = path_of(syntax)
        return path if path is not None and path[0] in self._scope.roots() else None

    def _of_call(self, call: Call, facts: Facts) -> Iterator[Path | None]:
        match call:
            case Call(function="_[_]", args=(owner, index)):
                yield from self._of_index(owner, index, facts)
            case Call(function="_/_" | "_%_", args=(_, divisor)):
                if self._may_be_zero(divisor, facts):
                    yield None
            case Call(args=(text,), overloads=(overload,)) if overload in _READABLE:
                if not self._is_readable(text, overload, facts):
                    yield None

    def _of_index(self, owner: Syntax, index: Syntax, facts: Facts) -> Iterator[Path | None]:
        if isinstance(index, Constant) and isinstance(index.value, str):
            member = Member(owner, index.value, is_test=False, is_declared=False)
            if not facts.has(member) and not _is_asked(facts, index, owner):
                yield self._path(member)
        elif not (
            path_of(_list_of(owner)) in self._asked.lists
            or self._is_within(owner, index, facts)
            or _is_asked(facts, index, owner)
        ):
            yield None

    @staticmethod
    def _is_within(owner: Syntax, index: Syntax, facts: Facts) -> bool:
        """Of a list. A comparison of its size with what is in the index is taken for the right one."""
        if isinstance(owner, Items):
            inside = numbers(">=", 0, whole=True) & numbers("<", len(owner.items), whole=True)
            if isinstance(index, Constant) and isinstance(index.value, int | float):
                return 0 <= index.value < len(owner.items)
            return not (facts.among(index) & NUMBERS) - inside
        size = Call("size", (owner,), ())
        if isinstance(index, Constant) and isinstance(index.value, int | float):
            known = [facts.among(term) for term in facts.values if _is_alike(term, size)]
            too_short = numbers("<=", index.value, whole=True)
            return index.value >= 0 and any(not (values & too_short) for values in known)
        terms = {term for term in _terms(index) if isinstance(term, Member | Name)}
        compared = (held.args for held in facts.holds if held.function in _COMPARISONS)
        return any(
            any(_is_alike(term, size) for arg in args for term in _terms(arg))
            and any(term in terms for arg in args for term in _terms(arg))
            for args in compared
        )

    def _may_be_zero(self, divisor: Syntax, facts: Facts) -> bool:
        if isinstance(divisor, Constant):
            return divisor.value == 0
        if any(path_of(term) in self._asked.values | self._asked.lists for term in _terms(divisor)):
            return False
        terms: list[Syntax] = [divisor]
        if isinstance(divisor, Call) and divisor.function == "double":
            terms += divisor.args
        return not any(self._is_other_than_zero(term, facts) for term in terms)

    def _is_other_than_zero(self, term: Syntax, facts: Facts) -> bool:
        path = path_of(term)
        words = type_of(path, self._scope).values if path is not None else ()
        if words:
            # What the words of an enum are worth, is a question of their own.
            return not any(_ZERO.fullmatch(word) for word in words)
        return not facts.among(term) & numbers("==", 0, whole=False)

    def _is_readable(self, text: Syntax, overload: str, facts: Facts) -> bool:
        if path_of(text) in self._asked.forms or any(
            held.function == "matches" and held.args[0] == text for held in facts.holds
        ):
            return True
        words = words_of(facts.among(text))
        if isinstance(text, Constant):
            words = (str(text.value),)
        path = path_of(text)
        spec = type_of(path, self._scope) if path is not None else None
        if spec is not None and spec.type == "enum" and words is None:
            words = spec.values
        if words is not None:
            return all(_READABLE[overload].fullmatch(word) for word in words)
        if overload == "string_to_timestamp" and path in _MOMENTS:
            return True
        if spec is not None:
            return overload in _OF_NUMBERS and slot_for(spec) == "digits"
        return isinstance(text, Call) and all(map(self._is_formed, _summands(text)))

    def _is_formed(self, part: Syntax) -> bool:
        """Whether the form of a text is known, so that the author has put the parts together on purpose."""
        path = path_of(part)
        if path is not None:
            spec = type_of(path, self._scope)
            return spec.type not in ("string", "any") or spec.pattern is not None
        return isinstance(part, Constant) or (isinstance(part, Call) and part.function == "string")

    def fits(self, syntax: Syntax, expected: TypeSpec, facts: Facts) -> bool:
        """Whether every value is one of those that an enum or a pattern allows; what is computed is trusted."""
        if isinstance(syntax, Call) and syntax.function == "_?_:_":
            condition, one, other = syntax.args
            return self.fits(one, expected, facts.learned(condition, is_true=True)) and self.fits(
                other, expected, facts.learned(condition, is_true=False)
            )
        path = path_of(syntax)
        spec = type_of(path, self._scope) if path is not None else None
        if spec is None or spec.type not in TEXT_TYPES:
            return True
        words = words_of(facts.among(syntax))
        if words is None and spec.type == "enum":
            words = tuple(value for value in spec.values if ("text", value) in facts.among(syntax))
        if words is not None:
            return all(misfit(word, expected) is None for word in words)
        asked = self._asked.forms if expected.type != "enum" else self._asked.forms | self._asked.values
        is_asked = path in asked or (expected.pattern is not None and _matches(facts, syntax, expected.pattern))
        return is_asked or fits(spec.model_copy(update={"nullable": False}), expected)


def _list_of(owner: Syntax) -> Syntax:
    """What a list is taken from with `filter()` and the like."""
    while isinstance(owner, Loop):
        owner = owner.range
    return owner


def _parts(syntax: Items | Entries | Loop) -> Iterable[Syntax]:
    match syntax:
        case Items(items=items):
            return items
        case Entries(entries=entries):
            return chain.from_iterable(entries)
        case Loop(range=range_, parts=parts):
            return (range_, *parts)


def _is_asked(facts: Facts, index: Syntax, owner: Syntax) -> bool:
    """Whether `key in object` holds."""
    return any(held.function == "@in" and held.args == (index, owner) for held in facts.holds)


def _matches(facts: Facts, text: Syntax, pattern: str) -> bool:
    """Whether it matches the pattern as a whole."""
    bare = pattern.removeprefix("^").removesuffix("$")
    wanted = {f"^{bare}$", f"^({bare})$", f"^(?:{bare})$"}
    asked = (held.args[1] for held in facts.holds if held.function == "matches" and held.args[0] == text)
    return any(isinstance(found, Constant) and found.value in wanted for found in asked)


def _is_alike(one: Syntax, other: Call) -> bool:
    """The same call of the same things."""
    return isinstance(one, Call) and (one.function, one.args) == (other.function, other.args)


def _terms(syntax: Syntax) -> Iterator[Syntax]:
    yield syntax
    if isinstance(syntax, Call):
        for arg in syntax.args:
            yield from _terms(arg)


def _summands(syntax: Syntax) -> Iterator[Syntax]:
    if isinstance(syntax, Call) and syntax.function == "_+_":
        for arg in syntax.args:
            yield from _summands(arg)
    else:
        yield syntax
