from __future__ import annotations

from talkif_compiler.lsp.moment import View
from talkif_compiler.lsp.symbols import parts_of
from tests.compiler.lsp.shop import FILES, FLOW


def test_sections_and_nodes_with_their_types() -> None:
    parts = {part.name: part for part in parts_of(View(FLOW, FILES[FLOW]))}
    assert parts["flow"].detail == "shop"
    nodes = parts["nodes"].children
    assert [(node.name, node.detail) for node in nodes][:2] == [("greet", "say"), ("ask", "collect")]
    assert nodes[0].name_span.text == "greet"
    assert nodes[0].span.text.startswith("greet:\n    type: say")
    assert [child.name for child in parts["variables"].children] == ["order_id", "order"]
    assert all(part.span.contains(part.name_span) for part in parts.values())


def test_tests_are_named() -> None:
    path = "flows/shop.test.yaml"
    (tests,) = [part for part in parts_of(View(path, FILES[path])) if part.name == "tests"]
    assert [test.name for test in tests.children] == ["finds an order"]
    unnamed = View(path, "tests:\n  - script: []\n  - 3\n")
    assert [test.name for test in parts_of(unnamed)[0].children] == ["(no name)"]


def test_a_broken_file_shows_what_can_be_read() -> None:
    text = FILES[FLOW].replace("    next: ask\n", "    next: [\n")
    (nodes,) = [part for part in parts_of(View(FLOW, text)) if part.name == "nodes"]
    assert "bye" in [node.name for node in nodes.children]


def test_an_alias_is_no_place() -> None:
    text = "schema: talkif.flow/v1\nnodes:\n  a: &a {type: end}\n  b: *a\n"
    (nodes,) = [part for part in parts_of(View(FLOW, text)) if part.name == "nodes"]
    assert [node.span.text for node in nodes.children] == ["a: &a {type: end}", "b"]


def test_files_without_sections() -> None:
    assert parts_of(View(FLOW, "- 1\n")) == []
    assert parts_of(View("prompts/a.md", "Hi")) == []
