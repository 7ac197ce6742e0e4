from __future__ import annotations

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.render.capped import SHOWN_PER_RULE, capped
from talkif_compiler.source import SourceFile, Span


def findings(file: str, rule: str, count: int) -> list[Diagnostic]:
    source = SourceFile(file, "x" * 200)
    return [Diagnostic(rule, "error", "m", Span(source, index, index + 1)) for index in range(count)]


def test_the_first_of_each_rule_and_file_are_shown_and_the_others_are_counted() -> None:
    many = findings("a.yaml", "dead-end", SHOWN_PER_RULE + 3)
    few = [*findings("a.yaml", "missing-else", 2), *findings("b.yaml", "dead-end", SHOWN_PER_RULE)]
    shown, left_out = capped([*many, *few])
    assert shown == [*many[:SHOWN_PER_RULE], *few]
    assert left_out == ["3 more dead-end in a.yaml; `--all` shows them"]
