"""The checks of one large flow on two cores find what they find on one."""

from __future__ import annotations

import os

import pytest

from talkif_compiler import pipeline
from talkif_compiler.checks import run_checks, spread
from talkif_compiler.checks.spread import spread_checks
from talkif_compiler.linking.link import Linked
from tests.bench.compiler_bench import flow_text

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no two processes without fork")


@pytest.fixture(scope="module")
def linked() -> Linked:
    text = flow_text(0, 1_100)
    # Findings of several families, with second places, on both sides.
    text = text.replace('no_input: ["I did not hear you."]', 'no_input: ["What is your six digit order number?"]')
    text = text.replace("to: bye}\n", "to: by}\n", 3)
    found = pipeline.examine({"flow.yaml": text}, "flow.yaml").linked
    assert found is not None
    return found


def test_the_same_is_found(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    alone = run_checks(linked)
    spread_out = spread_checks(linked)
    assert {found.rule for found in alone} >= {"broken-reference", "same-text-on-retry"}
    assert sorted(spread_out, key=repr) == sorted(alone, key=repr)
    assert all(found.span.source is linked.sources.get("flow.yaml") for found in spread_out)


def test_a_process_that_dies_loses_nothing(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(spread, "_send", lambda *_: os._exit(1))
    assert len(spread_checks(linked)) == len(run_checks(linked))
