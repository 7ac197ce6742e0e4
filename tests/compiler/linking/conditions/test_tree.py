from __future__ import annotations

import pytest

from talkif_compiler.linking.conditions.tree import Junction, Known, Leaf, Tree, tree_of


def written(tree: Tree | None) -> str:
    match tree:
        case Leaf(left=left, operator="in", members=members):
            return f"{side(left)} in {[member.value for member in members]}"
        case Leaf(left=left, operator="", right=_):
            return side(left)
        case Leaf(left=left, operator=operator, right=right):
            return f"{side(left)} {operator} {side(right)}"
        case Junction(kind=kind, parts=parts):
            return f"{kind}({', '.join(map(written, parts))})"
    return ""


def side(value: object) -> str:
    if isinstance(value, Known):
        return repr(value.value)
    return ".".join(value) if isinstance(value, tuple) else f"<{value}>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("vars.a", "vars.a"),
        ("!vars.a", "not(vars.a)"),
        ("!!vars.a", "vars.a"),
        ("3 < vars.n", "vars.n > 3"),
        ("vars.n >= -2.5", "vars.n >= -2.5"),
        ("vars.a && (vars.b || !vars.c)", "all(vars.a, any(vars.b, not(vars.c)))"),
        ("vars.a && vars.b || vars.c", "any(all(vars.a, vars.b), vars.c)"),
        ("((vars.a)) == 'x'", "vars.a == 'x'"),
        ("vars.a in ['x', \"y\"]", "vars.a in ['x', 'y']"),
        ("vars.a in vars.list", "vars.a in []"),
        ("'a && b' == vars.a", "vars.a == 'a && b'"),
        ("vars.list.exists(x, x > 1 && x < 2)", "<vars . list . exists ( x , x > 1 && x < 2 )>"),
        ("vars.a ? vars.b : vars.c && vars.d", "<vars . a ? vars . b : vars . c && vars . d>"),
        ("!(vars.n > 1)", "not(vars.n > 1)"),
        ("!vars.a == vars.b", "vars.b == <! vars . a>"),
        ("vars.a == 'it\\'s'", "vars.a == <'it\\'s'>"),
        ("vars.n == null", "vars.n == None"),
    ],
)
def test_a_source_is_read_by_the_precedence_of_cel(source: str, expected: str) -> None:
    assert written(tree_of(source)) == expected


def test_leaves_know_their_places() -> None:
    source = " vars.a &&  !( vars.n > 3 ) "
    tree = tree_of(source)
    assert isinstance(tree, Junction)
    assert [source[part.start : part.end] for part in tree.parts] == ["vars.a", "!( vars.n > 3 )"]


def test_thousands_of_signs_are_read_without_recursion() -> None:
    assert written(tree_of("!" * 5_001 + "vars.a")) == "not(vars.a)"
    assert tree_of("") is None
