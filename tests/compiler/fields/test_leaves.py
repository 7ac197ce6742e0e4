from __future__ import annotations

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: say-hello
nodes:
  say-hello: {type: say, text: Hello., next: talk}
  talk: {type: agent, prompt: Chat., next: [{when: The caller asks again, to: say-hello}, {when: No more, to: bye}]}
  bye: {type: end, say: Goodbye.}
"""


def test_a_word_that_is_no_name_is_one_finding_wherever_it_stands() -> None:
    (found,) = (item for item in check_flow({"a.yaml": FLOW}, "a.yaml") if item.severity == "error")
    assert (found.message, found.node) == ("`say-hello` is not a name", "say-hello")
    assert (found.help or "").startswith("Write `say_hello` everywhere.")
    assert [label.text for label in found.related] == ["and here", "and here"]
