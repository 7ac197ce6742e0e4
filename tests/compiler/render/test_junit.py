from __future__ import annotations

from xml.etree import ElementTree

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.render.junit import render_junit
from talkif_compiler.source import SourceFile, Span
from tests.compiler.render.hostile import ACTIVE
from tests.compiler.render.hostile import FOUND as HOSTILE

FOUND = Diagnostic("dead-end", "warning", "it ends", Span(SourceFile("a.yaml", "one\ntwo\n"), 4, 7), help="Help.")


def test_each_file_is_a_suite_and_a_clean_one_has_a_case_that_passed() -> None:
    root = ElementTree.fromstring(render_junit([FOUND], ["a.yaml", "clean.yaml"]))
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["a.yaml", "clean.yaml"]
    assert [case.attrib for case in suites["clean.yaml"]] == [{"name": "validate", "classname": "clean.yaml"}]
    (case,) = suites["a.yaml"]
    assert case.get("name") == "dead-end 2:1"
    (failure,) = case
    assert failure.attrib == {"type": "warning", "message": "it ends"}
    assert failure.text == "a.yaml:2:1: warning[dead-end] it ends\nHelp."


def test_a_file_that_is_no_flow_has_a_suite_when_there_is_something_to_say() -> None:
    root = ElementTree.fromstring(render_junit([FOUND], []))
    assert [suite.get("name") for suite in root] == ["a.yaml"]


def test_hostile_text_stays_inside_its_element() -> None:
    text = render_junit([HOSTILE], [])
    assert not ACTIVE & set(text)
    (suite,) = ElementTree.fromstring(text.encode())
    (case,) = suite
    assert [failure.tag for failure in case] == ["failure"]
