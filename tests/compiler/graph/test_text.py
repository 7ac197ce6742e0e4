from __future__ import annotations

from talkif_compiler.graph.comparison import compare
from talkif_compiler.graph.text import text
from tests.compiler.graph.drawn import flow, picture

OLD = flow('  a: {type: say, text: "Hi.", next: b}\n  b: {type: end, say: "Bye."}\n')


def test_a_flow_is_listed_node_by_node() -> None:
    assert text(picture(OLD)) == "start\n  -> a\na  say  “Hi.”\n  -> b\nb  end  “Bye.”\n"


def test_changes_are_listed_with_their_signs() -> None:
    new = flow(
        '  a: {type: say, text: "Hello.", next: c}\n  c: {type: end, say: "Bye."}\n  d: {type: hangup}\n',
        "name: Shop\n",
    )
    assert text(compare(picture(OLD), picture(new))) == "~ name\n~ a  (text)\n> b -> c\n+ d\n"


def test_no_change_is_said() -> None:
    assert text(compare(picture(OLD), picture(OLD))) == "nothing changed\n"
