from __future__ import annotations

from msgspec.structs import replace

from talkif_compiler.diagnostics import Diagnostic, Severity
from talkif_compiler.graph.findings import Findings
from talkif_compiler.graph.picture import HANDLERS, IDLE, START
from talkif_compiler.source import SourceFile, Span


def found(rule: str, severity: Severity, pointer: str, node: str | None = None, file: str = "a.yaml") -> Diagnostic:
    return replace(Diagnostic(rule, severity, "x", Span(SourceFile(file, ""), 0, 0)), pointer=pointer, node=node)


def test_the_worst_comes_first_and_each_rule_once() -> None:
    listed = [
        found("b", "warning", "/nodes/n", "n"),
        found("a", "error", "/nodes/n/text", "n"),
        found("b", "warning", "/nodes/n/next", "n"),
    ]
    assert Findings.sort(listed, "a.yaml").of("n") == ("error", ("a", "b"))
    assert Findings.sort(listed, "a.yaml").of("m") == (None, ())


def test_what_holds_everywhere_has_its_own_problems() -> None:
    places = ["/handlers/0/to", "/settings/idle/then", "/start"]
    findings = Findings.sort([found("r", "error", pointer) for pointer in places], "a.yaml")
    assert [findings.of(key)[0] for key in (HANDLERS, IDLE, START)] == ["error"] * 3
    assert findings.notes() == ()


def test_a_node_of_another_file_is_not_a_node_of_this_one() -> None:
    findings = Findings.sort([found("r", "error", "/nodes/n", "n", "b.yaml"), found("q", "error", "/name")], "a.yaml")
    assert findings.of("n") == (None, ())
    assert findings.notes() == ("2 findings outside of the nodes: q, r.",)
