from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from talkif_compiler.checks import RULES
from talkif_compiler.cli import commands


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["explain", *arguments])


def test_a_rule_is_explained_with_both_examples() -> None:
    output = explain("dead-end").output
    assert output.startswith("# dead-end\n")
    assert RULES["dead-end"].bad in output
    assert RULES["dead-end"].good in output


def test_all_rules_are_listed_for_programs() -> None:
    assert [item["id"] for item in json.loads(explain("--all", "--json").output)] == list(RULES)


@pytest.mark.parametrize("arguments", [(), ("dead-end", "--all"), ("dead-nd",)])
def test_wrong_use_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert explain(*arguments).exit_code == 2


def test_an_unknown_rule_gets_a_suggestion() -> None:
    assert "did you mean dead-end?" in explain("dead-nd").output
