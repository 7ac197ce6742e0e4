"""Operators of CEL, declared anew so that authors may write `vars.total > 500`.

Standard CEL refuses to mix int and double, and JSON has one kind of number. Comparisons of both kinds are in the
runtime already and only have to be declared; mixed arithmetic is added here, in doubles.
https://github.com/google/cel-spec/blob/master/doc/langdef.md#standard-definitions
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import cache
from itertools import product

from cel_expr_python import cel

_BOOL, _INT, _DOUBLE, _STRING, _DYN = cel.Type.BOOL, cel.Type.INT, cel.Type.DOUBLE, cel.Type.STRING, cel.Type.DYN
_TIME, _DURATION = cel.Type.TIMESTAMP, cel.Type.DURATION
_LIST, _MAP = cel.Type.List(_DYN), cel.Type.Map(_DYN, _DYN)
# Wrappers, because a name that may be null has to be comparable with null.
_NULLABLE = {name: cel.Type(f"google.protobuf.{name}Value") for name in ("Bool", "Bytes", "Double", "Int64", "String")}
_NUMBERS = (_INT, _DOUBLE)
_NULLABLE_NUMBERS = (_NULLABLE["Int64"], _NULLABLE["Double"])

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "_+_": operator.add,
    "_-_": operator.sub,
    "_*_": operator.mul,
    "_/_": operator.truediv,
}
_ORDER = ("_<_", "_<=_", "_>_", "_>=_")
_EQUALITY = ("_==_", "_!=_")


@cache
def standard_without_operators() -> cel.EnvConfig:
    names = (*_EQUALITY, *_ORDER, *_ARITHMETIC, "@in")
    excluded = "".join(f'    - name: "{name}"\n' for name in names)
    return cel.NewEnvConfigFromYaml(f"name: talkif\nstdlib:\n  exclude_functions:\n{excluded}")


def operators(messages: Iterable[str]) -> list[cel.FunctionDecl]:
    """`messages`: full names of the object types, which may be compared with each other and with null."""
    return [*_fixed(), *(_equality(name, tuple(messages)) for name in _EQUALITY)]


@cache
def _fixed() -> tuple[cel.FunctionDecl, ...]:
    return (*(_order(name) for name in _ORDER), *(_arithmetic(name) for name in _ARITHMETIC), _membership())


def _declare(name: str, result: cel.Type, *pairs: tuple[cel.Type, cel.Type]) -> list[cel.Overload]:
    return [cel.Overload(f"{name}{left.name()},{right.name()}", result, [left, right]) for left, right in pairs]


def _equality(name: str, messages: tuple[str, ...]) -> cel.FunctionDecl:
    pairs = [(message, message) for message in map(cel.Type, messages)]
    return cel.FunctionDecl(name, [*_fixed_equality(name), *_declare(name, _BOOL, *pairs)])


@cache
def _fixed_equality(name: str) -> tuple[cel.Overload, ...]:
    alike = [_NULLABLE["String"], _NULLABLE["Bool"], _NULLABLE["Bytes"], _LIST, _MAP, _TIME, _DURATION, cel.Type.TYPE]
    pairs = [*product(_NULLABLE_NUMBERS, _NULLABLE_NUMBERS), *((one, one) for one in alike)]
    pairs += [(_MAP, cel.Type.NULL), (cel.Type.NULL, _MAP)]
    return tuple(_declare(name, _BOOL, *pairs))


def _order(name: str) -> cel.FunctionDecl:
    alike = [(one, one) for one in (_STRING, _BOOL, _TIME, _DURATION)]
    return cel.FunctionDecl(name, _declare(name, _BOOL, *product(_NUMBERS, _NUMBERS), *alike))


def _arithmetic(name: str) -> cel.FunctionDecl:
    compute = _ARITHMETIC[name]

    def mixed(left: float, right: float) -> float:
        return float(compute(left, right))

    overloads = _declare(name, _INT, (_INT, _INT)) + _declare(name, _DOUBLE, (_DOUBLE, _DOUBLE))
    for left, right in ((_INT, _DOUBLE), (_DOUBLE, _INT)):
        overloads.append(cel.Overload(f"{name}{left.name()},{right.name()}", _DOUBLE, [left, right], impl=mixed))
    if name == "_+_":
        overloads += _declare(name, _STRING, (_STRING, _STRING)) + _declare(name, _LIST, (_LIST, _LIST))
        overloads += _declare(name, _DURATION, (_DURATION, _DURATION))
        overloads += _declare(name, _TIME, (_TIME, _DURATION), (_DURATION, _TIME))
    if name == "_-_":
        overloads += _declare(name, _DURATION, (_DURATION, _DURATION), (_TIME, _TIME))
        overloads += _declare(name, _TIME, (_TIME, _DURATION))
    return cel.FunctionDecl(name, overloads)


def _membership() -> cel.FunctionDecl:
    nullable = [_NULLABLE["String"], _NULLABLE["Bool"]]
    pairs = [*product(_NULLABLE_NUMBERS, _NULLABLE_NUMBERS), *((one, one) for one in nullable)]
    overloads = [
        cel.Overload(f"in {item.name()},{member.name()}", _BOOL, [item, cel.Type.List(member)])
        for item, member in pairs
    ]
    return cel.FunctionDecl("@in", [*overloads, cel.Overload("in map", _BOOL, [_STRING, _MAP])])
