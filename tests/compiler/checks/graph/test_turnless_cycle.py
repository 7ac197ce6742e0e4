from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: begin
variables: {{n: {{type: integer}}, again: {{type: boolean}}, word: {{type: string}}}}
nodes:
  begin: {{type: set, assignments: {{n: "0", again: "false", word: "'none'"}}, next: ask}}
  ask: {{type: branch, next: [{{if: "{condition}", to: {held}}}, {{else: {failed}}}]}}
  round: {{type: set, assignments: {assigned}, next: ask}}
  bye: {{type: end}}
"""


@pytest.mark.parametrize(
    ("condition", "assigned", "is_found"),
    [
        ("vars.n > 3", '{n: "vars.n + 1"}', False),
        ("vars.n > 3", '{again: "true"}', True),
        # The same value in each round, which does not lead out ...
        ("vars.n > 3", '{n: "1"}', True),
        ("vars.n > 3 && vars.again", '{n: "1", again: "true"}', True),
        ("vars.word == 'done'", """{word: "'more'"}""", True),
        # ... or which does, after the first one.
        ("vars.n > 3", '{n: "4"}', False),
        ("vars.again", '{again: "true"}', False),
        ("vars.n > 3 || vars.again", '{n: "1", again: "true"}', False),
        ("vars.word == 'done'", """{word: "'done'"}""", False),
        # Who knows.
        ("vars.word.size() > 5", """{word: "'longer than that'"}""", False),
        ("vars.n > 3", '{n: "size(contact.tags)"}', False),
    ],
)
def test_what_counts_the_rounds(condition: str, assigned: str, is_found: bool) -> None:
    def found(condition: str, held: str, failed: str) -> bool:
        text = FLOW.format(condition=condition, assigned=assigned, held=held, failed=failed)
        items = check_flow({"a.yaml": text}, "a.yaml")
        assert not [item for item in items if item.rule in ("condition-type", "condition-syntax", "undefined-variable")]
        return "turnless-cycle" in {item.rule for item in items}

    assert found(condition, "bye", "round") == is_found
    assert found(f"!({condition})", "round", "bye") == is_found
