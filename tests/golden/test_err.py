"""Files with findings, and what the compiler says about them. A new case is a pair of files in `err/`; no code.

TALKIF_UPDATE_GOLDEN=1 writes the `.out` files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talkif_compiler.checks import RULES
from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_file, compile_flow
from talkif_compiler.render.text import full, summary
from talkif_compiler.repository.recognition import FileKind, file_kind
from talkif_compiler.rule import example_files

FOLDER = Path(__file__).parent / "err"
CASES = sorted(FOLDER.glob("*.yaml"))


def kind_of(case: Path) -> FileKind | None:
    return file_kind(case.name, case.read_text(encoding="utf-8"))


def findings_of(case: Path) -> tuple[Diagnostic, ...]:
    files = example_files(case.read_text(encoding="utf-8"), case.name)
    return compile_flow(files, case.name).diagnostics if kind_of(case) == "flow" else check_file(files, case.name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_findings_read_as_recorded(case: Path) -> None:
    found = findings_of(case)
    output = "\n\n".join([*(full(item, color=False) for item in found), summary(found, [kind_of(case)])]) + "\n"
    expected = case.with_suffix(".out")
    if os.environ.get("TALKIF_UPDATE_GOLDEN"):
        expected.write_text(output, encoding="utf-8", newline="\n")
    assert output == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_case_that_finds_it(rule: str) -> None:
    found = {item.rule: item.severity for item in findings_of(FOLDER / f"{rule}.yaml")}
    assert found.get(rule) == RULES[rule].severity


def test_no_finding_is_of_an_unknown_rule() -> None:
    found = {item.rule for case in CASES for item in findings_of(case)}
    assert found <= RULES.keys()
