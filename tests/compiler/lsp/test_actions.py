from __future__ import annotations

import pytest

from talkif_compiler.fix import rewritten
from talkif_compiler.lsp.actions import Action, fix_all, quick_fixes
from talkif_compiler.lsp.moment import View
from talkif_compiler.pipeline import check_flow
from tests.compiler.lsp.shop import FILES, FLOW


def opened(old: str, new: str) -> tuple[View, list[Action]]:
    """The flow after a change, and what can be done about all of its findings."""
    text = FILES[FLOW].replace(old, new, 1)
    view = View(FLOW, text)
    findings = check_flow({**FILES, FLOW: text}, FLOW)
    return view, quick_fixes(view, findings, 0, len(text))


def applied(view: View, action: Action) -> str:
    return rewritten(view.text, sorted(action.edits, key=lambda edit: edit.span.start))


def test_a_fix_that_guesses_is_offered_and_not_preferred() -> None:
    view, actions = opened("next: ask\n", "next: ak\n")
    (action,) = [action for action in actions if action.title == "Go to `ask`"]
    assert not action.is_preferred
    assert action.found is not None
    assert action.found.rule == "broken-reference"
    assert applied(view, action) == FILES[FLOW]


def test_a_safe_fix_is_preferred_and_part_of_fixing_all() -> None:
    text = FILES[FLOW].replace("description: Number of the order.", "description: yes").replace("Bye.", "Bye now.")
    view = View(FLOW, text)
    findings = check_flow({**FILES, FLOW: text}, FLOW)
    (quoting,) = [action for action in quick_fixes(view, findings, 0, len(text)) if "quotes" in action.title]
    assert quoting.is_preferred
    whole = fix_all(view, findings)
    assert whole is not None
    assert 'description: "yes"' in applied(view, whole)


def test_nothing_to_fix() -> None:
    view = View(FLOW, FILES[FLOW])
    assert fix_all(view, [found for found in check_flow(FILES, FLOW) if not found.fixes]) is None


def test_only_findings_in_the_range_count() -> None:
    text = FILES[FLOW].replace("next: ask\n", "next: ak\n", 1)
    view, findings = View(FLOW, text), check_flow({**FILES, FLOW: text}, FLOW)
    at = text.index("next: ak") + 7
    assert [action.title for action in quick_fixes(view, findings, at, at)] == ["Go to `ask`"]
    assert quick_fixes(view, [found for found in findings if found.severity == "error"], 0, 5) == []


LOST_NODES = (
    '{type: say, text: "Hi.", next: bye}',
    '\n    type: say\n    text: "Hi."\n    next: bye',
)


@pytest.mark.parametrize("node", LOST_NODES)
def test_a_comment_accepts_a_finding(node: str) -> None:
    rule = "unreachable-node"
    view, actions = opened("  bye: {type: end", f"  lost: {node}\n  bye: {{type: end")
    (action,) = [action for action in actions if action.title == f"Ignore {rule} here"]
    text = applied(view, action)
    # Why it is accepted, only the author can say; until then a finding asks for it.
    rules = {found.rule for found in check_flow({**FILES, FLOW: text}, FLOW)}
    assert rule not in rules
    assert "suppression-without-reason" in rules
    explained = text.replace("-- \n", "-- kept for the next campaign\n")
    assert "suppression-without-reason" not in {found.rule for found in check_flow({**FILES, FLOW: explained}, FLOW)}


def test_a_comment_stands_above_long_text() -> None:
    prompt = "prompt: |\n  First line.\n  {{system.now}} {{#if plan}}x{{/if}}{{undefined_thing}}\n"
    text = FILES[FLOW].replace("prompt: You work for {{account.name}}.\n", prompt)
    view = View(FLOW, text)
    findings = [found for found in check_flow({**FILES, FLOW: text}, FLOW) if "undefined_thing" in found.message]
    actions = [action for action in quick_fixes(view, findings, 0, len(text)) if action.title.startswith("Ignore")]
    for action in actions:
        assert f"# talkif: ignore {findings[0].rule} -- \nprompt: |" in applied(view, action)


def test_what_an_artifact_needs_cannot_be_ignored() -> None:
    _, actions = opened("next: ask\n", "next: nowhere\n")
    assert "Ignore broken-reference here" not in [action.title for action in actions]
