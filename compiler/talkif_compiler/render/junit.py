"""Diagnostics as test results: a suite for each file, a failed case for each finding, a passed one for a clean file."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from ..diagnostics import Diagnostic
from .text import concise
from .visible import visible


def render_junit(diagnostics: Iterable[Diagnostic], checked: Iterable[str]) -> str:
    """`checked`: paths of the files that were."""
    files: dict[str, list[Diagnostic]] = {file: [] for file in checked}
    for found in diagnostics:
        files.setdefault(found.span.file, []).append(found)
    failures = sum(map(len, files.values()))
    tests = sum(max(1, len(group)) for group in files.values())
    root = ElementTree.Element("testsuites", counts("talkif-flows validate", tests, failures))
    for file, group in sorted(files.items()):
        suite = ElementTree.SubElement(root, "testsuite", counts(file, max(1, len(group)), len(group)))
        if not group:
            ElementTree.SubElement(suite, "testcase", {"name": "validate", "classname": visible(file)})
        for found in group:
            _add_case(suite, found)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def _add_case(suite: ElementTree.Element, found: Diagnostic) -> None:
    start = found.span.start_position
    name = f"{found.rule} {start.line}:{start.column}"
    attributes = {"name": name, "classname": visible(found.span.file), "line": str(start.line)}
    case = ElementTree.SubElement(suite, "testcase", attributes)
    failure = ElementTree.SubElement(case, "failure", {"type": found.severity, "message": visible(found.message)})
    failure.text = "\n".join([concise(found), *([visible(found.help)] if found.help else [])])


def counts(name: str, tests: int, failures: int, errors: int = 0) -> dict[str, str]:
    """Attributes of a suite, or of all of them."""
    return {
        "name": visible(name),
        "tests": str(tests),
        "failures": str(failures),
        "errors": str(errors),
        "skipped": "0",
    }
