from __future__ import annotations

import json

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.render.gitlab import render_gitlab
from talkif_compiler.source import SourceFile, Span
from tests.compiler.render.hostile import ACTIVE, HARM
from tests.compiler.render.hostile import FOUND as HOSTILE

FOUND = Diagnostic("dead-end", "warning", "it ends", Span(SourceFile("a.yaml", "one\ntwo\n"), 4, 7), help="Help.")


def test_an_issue_has_what_gitlab_asks_for() -> None:
    assert json.loads(render_gitlab([FOUND])) == [
        {
            "description": "it ends Help.",
            "check_name": "dead-end",
            "fingerprint": FOUND.fingerprint,
            "severity": "minor",
            "location": {"path": "a.yaml", "lines": {"begin": 2, "end": 2}},
        }
    ]


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    issues = json.loads(render_gitlab([FOUND, FOUND, FOUND]))
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_no_findings_are_an_empty_report() -> None:
    assert json.loads(render_gitlab([])) == []


def test_hostile_text_arrives_as_it_is_and_does_nothing_on_the_way() -> None:
    text = render_gitlab([HOSTILE])
    assert not (ACTIVE & set(text))
    assert json.loads(text)[0]["description"] == f"{HARM} {HARM}"
