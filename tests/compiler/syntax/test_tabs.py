from __future__ import annotations

import pytest

from talkif_compiler.fix import plan_fixes, rewritten
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.parse import parse


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a:\n\tb: 1\n\tc:\n\t\td: 2\n", "a:\n  b: 1\n  c:\n    d: 2\n"),
        ("a:\n  b: 1\n\tc: 2\n", "a:\n  b: 1\n  c: 2\n"),
    ],
)
def test_tabs_that_indent_are_spaces_after_the_fix(text: str, mended: str) -> None:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is None
    assert [item.message for item in found] == ["a line is indented with spaces in YAML, not with tabs"]
    assert found[0].span.text == "\t"
    fixed = rewritten(text, plan_fixes(found, ("unsafe",)).edits["a.yaml"])
    assert fixed == mended
    assert parse(SourceFile("a.yaml", fixed))[1] == []


def test_a_tab_inside_a_line_is_another_matter() -> None:
    _, found = parse(SourceFile("a.yaml", "a: [1,\t2\n"))
    assert "tabs" not in found[0].message
