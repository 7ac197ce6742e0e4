"""Which patterns a condition holds, and that those which are refused fail on a call."""

from __future__ import annotations

import pytest

from talkif_compiler.checks.dataflow.pattern_arguments import literal, patterns
from talkif_schemas.conditions import ConditionEnv, ConditionFailed, tokenize
from talkif_schemas.patterns import fault
from talkif_schemas.types import InputSpec


def read(source: str) -> list[str | None]:
    return [literal(tokens) for tokens in patterns(tokenize(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("inputs.a.matches('^x$')", ["^x$"]),
        ("matches(inputs.a, '^x$')", ["^x$"]),
        ("matches(size([1, 2]) > 1 ? 'a' : 'b', \"y\")", ["y"]),
        ("inputs.a.matches(r'\\d+') && inputs.a.matches('\\\\d')", [r"\d+", r"\d"]),
        ("inputs.a.matches('''it's''')", ["it's"]),
        ("inputs.a.matches('')", [""]),
        ("inputs.a.matches('\\x41')", [None]),
        ("inputs.a.matches('^' + inputs.a)", [None]),
        ("inputs.a.matches(inputs.b)", [None]),
        ("inputs.a.matches()", []),
        ("inputs.matches == 'x'", []),
        ("inputs.a.matches('x'", []),
    ],
)
def test_patterns_are_read_as_cel_reads_them(source: str, expected: list[str | None]) -> None:
    assert read(source) == expected


@pytest.mark.parametrize("pattern", ["^(A|B[0-9]+$", "(?=A)", "[z-a]", "a{1001}", "*", "^(A|B)[0-9]+$", "a{1000}", ""])
def test_what_is_refused_is_what_fails(pattern: str) -> None:
    condition = ConditionEnv({"a": InputSpec(type="string")}, {}, {}).compile(f"inputs.a.matches('{pattern}')")
    if fault(pattern) is None:
        assert condition.evaluate({"inputs": {"a": "A1"}}) in (True, False)
    else:
        with pytest.raises(ConditionFailed):
            condition.evaluate({"inputs": {"a": "A1"}})
