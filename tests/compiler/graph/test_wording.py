from __future__ import annotations

from msgspec.structs import replace

from talkif_compiler.graph.picture import PictureEdge, PictureNode
from talkif_compiler.graph.wording import captions, cut, label


def test_long_text_is_cut_and_stays_on_one_line() -> None:
    assert cut("one\n two   three", 20) == "one two three"
    assert cut("one two three", 8) == "one two…"
    assert len(cut("\u202e" * 40, 10)) == 10


def test_characters_that_act_on_their_neighbours_are_spelt() -> None:
    assert cut("a\u202eb", 20) == "a<U+202E>b"


def test_captions_name_problems_and_changes() -> None:
    node = PictureNode("a", "a", "say", "say", says="Hi.", severity="error", rules=("dead-end",), is_unreachable=True)
    assert captions(node) == ("a", "say", "“Hi.”", "error: dead-end", "unreachable")
    renamed = replace(node, severity=None, is_unreachable=False, change="renamed", was="b", changed_keys=("text",))
    assert captions(renamed)[-1] == "renamed, was b; changed: text"


def test_labels_say_by_what_an_edge_is_taken() -> None:
    edges = [
        PictureEdge("a", "b", "always"),
        PictureEdge("a", "b", "if", "x > 1"),
        PictureEdge("a", "b", "when", "The caller agrees", returns=True),
        PictureEdge("a", "b", "choice", "one"),
        PictureEdge("a", "b", "on", "done", change="changed", changed_keys=("say",)),
    ]
    expected = ["", "if x > 1", "when “The caller agrees” and back", "= one", "on done (changed: say)"]
    assert [label(edge) for edge in edges] == expected
