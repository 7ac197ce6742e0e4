from __future__ import annotations

import re

from talkif_compiler.graph.comparison import compare
from talkif_compiler.graph.dot import dot, quoted
from tests.compiler.graph.drawn import HOSTILE, flow, picture

STRING = r'"(?:[^"\\\n]|\\\\|\\"|\\n)*"'
ATTRIBUTES = rf"\[(?:[a-z]+=(?:{STRING}|[\w.]+) ?)+\]"


def test_every_line_is_well_formed_whatever_the_texts_are() -> None:
    text = HOSTILE.replace("\u0007", "").replace("'", "''")
    found = picture(flow(f"  a: {{type: say, text: '{text}', next: [{{if: '{text}', to: b}}]}}\n  b: {{type: end}}\n"))
    first, *lines, last = dot(found).removesuffix("\n").split("\n")
    assert (first, last) == ('digraph "shop" {', "}")
    forms = rf"  n\d+(?: -> n\d+)?(?: {ATTRIBUTES})?|  (?:graph|node|edge) {ATTRIBUTES}|  label={STRING}"
    assert [line for line in lines if not re.fullmatch(forms, line)] == []


def test_what_graphviz_acts_on_is_escaped() -> None:
    assert quoted('a\\N "b" &lt;', "c") == '"a\\\\N \\"b\\" &amp;lt;\\nc"'


def test_problems_and_changes_have_colors() -> None:
    old = flow('  a: {type: say, text: "Hi.", next: b}\n  b: {type: end}\n')
    new = flow('  a: {type: say, text: "Hello.", next: c}\n  b: {type: end}\n')
    text = dot(compare(picture(old), picture(new)))
    assert re.search(r'^  n1 .*color="#dc2626" penwidth=3 fillcolor="#fde68a"', text, re.MULTILINE)
    assert re.search(r'^  n1 -> n2 \[color="#dc2626" style=dashed\]', text, re.MULTILINE)
