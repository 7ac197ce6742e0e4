from __future__ import annotations

import pytest

from talkif_schemas.conditions import ConditionEnv, ConditionSyntaxError
from talkif_schemas.conditions.syntax import Call, Constant, Entries, Items, Loop, Member, Name, Syntax
from talkif_schemas.types import InputSpec, TypeSpec

ENV = ConditionEnv(
    {"p": InputSpec(type="string"), "l": InputSpec(type="list", items=TypeSpec(type="integer"))},
    {"n": TypeSpec(type="number"), "o": TypeSpec(type="object")},
    {},
)


def written(syntax: Syntax | None) -> str:
    match syntax:
        case Constant(value=value):
            return repr(value)
        case Name(name=name):
            return name
        case Member(operand=operand, field=field, is_test=is_test, is_declared=is_declared):
            return f"{written(operand)}{'.' if is_declared else '?'}{field}{' is there' if is_test else ''}"
        case Call(function=function, args=args, overloads=overloads):
            shown = "/".join(overloads) if "to" in overloads[0] else ""
            return f"{function}({', '.join(map(written, args))}){shown}"
        case Items(items=items):
            return f"[{', '.join(map(written, items))}]"
        case Entries(entries=entries):
            return f"{{{', '.join(f'{written(key)}: {written(value)}' for key, value in entries)}}}"
        case Loop(range=range_):
            return f"loop over {written(range_)}"
    return "nothing"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("0", "0"),
        ("-2.5", "-2.5"),
        ("false", "False"),
        ("null", "None"),
        ("'a'", "'a'"),
        ("inputs.p", "inputs.p"),
        ("vars.o.x.y", "vars.o?x?y"),
        ("last.result.x", "last.result?x"),
        ("has(call.metadata.x)", "call.metadata?x is there"),
        ("int(inputs.p)", "int(inputs.p)string_to_int64"),
        ("double(vars.n)", "double(vars.n)double_to_double"),
        ("inputs.l[5]", "_[_](inputs.l, 5)"),
        ("inputs.l.size() > 0 ? 1 : 2", "_?_:_(_>_(size(inputs.l), 0), 1, 2)"),
        ("{'a': [vars.n]}", "{'a': [vars.n]}"),
        ("inputs.l.exists(x, x > 0)", "loop over inputs.l"),
    ],
)
def test_the_tree_of_a_source(source: str, expected: str) -> None:
    assert written(ENV.syntax(source)) == expected


def test_what_may_be_meant_is_known() -> None:
    found = ENV.syntax("int(vars.o.x)")
    assert isinstance(found, Call)
    assert {"string_to_int64", "double_to_int64"} <= set(found.overloads)


def test_what_is_nested_too_deeply_has_none() -> None:
    source = "true"
    for number in range(30):
        source = f"inputs.l.exists(x{number}, {source})"
    assert ENV.syntax(source) is None


def test_a_mistake_is_reported() -> None:
    with pytest.raises(ConditionSyntaxError):
        ENV.syntax("vars.nope +")
