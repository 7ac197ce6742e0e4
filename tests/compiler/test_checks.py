"""The examples on every rule's page are true."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkif_compiler import checks
from talkif_compiler.checks import ALL_CHECKS, FAMILY_OF, RULES
from talkif_compiler.pipeline import check_file, compile_flow
from talkif_compiler.repository.recognition import file_kind
from talkif_compiler.rule import Rule, example_files

EVERY_RULE = pytest.mark.parametrize("rule", [check.rule for check in ALL_CHECKS], ids=lambda rule: rule.id)


def found(text: str) -> list[tuple[str, str]]:
    files = example_files(text, "flow.yaml")
    is_flow = file_kind("flow.yaml", text) == "flow"
    items = compile_flow(files, "flow.yaml").diagnostics if is_flow else check_file(files, "flow.yaml")
    return [(item.rule, item.severity) for item in items]


@EVERY_RULE
def test_the_bad_example_has_this_finding_and_no_other(rule: Rule) -> None:
    assert found(rule.bad) == [(rule.id, rule.severity)]


@EVERY_RULE
def test_the_good_example_has_none(rule: Rule) -> None:
    assert found(rule.good) == []


def test_a_rule_is_named_like_its_file() -> None:
    folder = Path(checks.__file__).parent
    files = {
        (path.parent.name, path.stem)
        for path in folder.glob("*/*.py")
        if "RULE = Rule(" in path.read_text(encoding="utf-8")
    }
    assert files == {(FAMILY_OF[rule], rule.replace("-", "_")) for rule in RULES}
