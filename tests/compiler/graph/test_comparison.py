from __future__ import annotations

from talkif_compiler.graph.comparison import all_added, compare
from talkif_compiler.graph.picture import Picture
from tests.compiler.graph.drawn import flow, node, picture

OLD = flow("""\
  a: {type: say, text: "Hello.", next: b}
  b: {type: branch, next: [{if: "inputs.n > 1", to: c}, {if: "inputs.n > 0", to: d}, {else: d}]}
  c: {type: say, text: "Many.", next: d}
  d: {type: end, say: "Bye."}
""")


def changes(new: str) -> Picture:
    return compare(picture(OLD), picture(new))


def edges(found: Picture) -> set[tuple[str, str, str | None, tuple[str, ...]]]:
    return {(edge.origin, edge.target, edge.change, edge.changed_keys) for edge in found.edges if edge.change}


def test_the_same_flow_has_no_changes() -> None:
    found = changes(OLD.replace("nodes:", "# A remark.\nnodes:"))
    assert found.is_comparison
    assert not edges(found)
    assert not found.changed_keys
    assert not [item for item in found.nodes if item.change]


def test_a_changed_field_is_named() -> None:
    found = changes(OLD.replace('"Hello."', '"Good day.", interruptible: false'))
    assert (node(found, "a").change, node(found, "a").changed_keys) == ("changed", ("interruptible", "text"))


def test_nodes_and_edges_come_and_go() -> None:
    found = changes(
        OLD.replace("  c: {", "  e: {")
        .replace("to: c}", "to: e}")
        .replace('text: "Many.", next: d', "next: d")
        .replace("type: say, next: d", 'type: say, text: "Few.", next: a')
    )
    assert (node(found, "e").change, node(found, "c").change) == ("added", "removed")
    assert edges(found) == {
        *(("b", "e", "added", ()), ("e", "a", "added", ())),
        *(("b", "c", "removed", ()), ("c", "d", "removed", ())),
    }


def test_a_renamed_node_takes_its_edges_along() -> None:
    found = changes(OLD.replace("  c: {", "  many: {").replace("to: c}", "to: many}"))
    assert (node(found, "many").change, node(found, "many").was) == ("renamed", "c")
    assert not edges(found)


def test_a_changed_condition_is_a_changed_edge() -> None:
    assert edges(changes(OLD.replace("inputs.n > 1", "inputs.n > 2"))) == {("b", "c", "changed", ("if",))}
    assert edges(changes(OLD.replace("{else: d}", '{else: d, say: "Few."}'))) == {("b", "d", "changed", ("say",))}


def test_conditions_in_another_order_are_a_change() -> None:
    first, second = '{if: "inputs.n > 1", to: c}', '{if: "inputs.n > 0", to: d}'
    found = changes(OLD.replace(f"{first}, {second}", f"{second}, {first}"))
    assert node(found, "b").changed_keys == ("order of next",)


def test_sections_outside_of_the_nodes_are_compared() -> None:
    found = changes(OLD.replace("start: a", "start: a\nname: Shop\nsettings: {max_call: 5m}"))
    assert found.changed_keys == ("name", "settings.max_call")


def test_a_flow_that_was_not_there_is_all_added() -> None:
    found = all_added(picture(OLD))
    assert {item.change for item in (*found.nodes, *found.edges)} == {"added"}
