from __future__ import annotations

import random

from talkif_compiler.graph.layout.items import Line, Size
from talkif_compiler.graph.layout.paths import Place
from talkif_compiler.graph.layout.plan import Layout, plan


def tangled(seed: int, count: int = 24) -> tuple[dict[str, Size], list[Line]]:
    chance = random.Random(seed)
    sizes = {f"n{number}": Size(chance.randint(40, 200), chance.randint(20, 60)) for number in range(count)}
    pairs = {(f"n{chance.randrange(count)}", f"n{chance.randrange(count)}") for _ in range(2 * count)}
    return sizes, [
        Line(origin, target, Size(60, 15) if chance.random() < 0.5 else None) for origin, target in sorted(pairs)
    ]


def label_places(lines: list[Line], found: Layout) -> list[Place]:
    pairs = zip(lines, found.paths, strict=True)
    return [
        Place(path.label[0], path.label[1], line.label.width, line.label.height)
        for line, path in pairs
        if line.label and path.label and line.origin != line.target
    ]


def overlap(one: Place, other: Place) -> bool:
    apart_x = abs(one.x - other.x) >= (one.width + other.width) / 2 - 0.01
    apart_y = abs(one.y - other.y) >= (one.height + other.height) / 2 - 0.01
    return not (apart_x or apart_y)


def test_boxes_lie_apart_inside_of_the_frame() -> None:
    for seed in range(12):
        sizes, lines = tangled(seed)
        found = plan(sizes, lines)
        places = list(found.places.values())
        assert not [1 for index, one in enumerate(places) for other in places[:index] if overlap(one, other)]
        for place in places:
            assert found.left <= place.x - place.width / 2
            assert place.right <= found.left + found.width
            assert found.top <= place.top
            assert place.bottom <= found.top + found.height


def test_labels_of_downward_lines_lie_on_no_box() -> None:
    for seed in range(12):
        sizes, lines = tangled(seed)
        found = plan(sizes, lines)
        labels = label_places(lines, found)
        assert labels
        assert not [1 for label in labels for place in found.places.values() if overlap(label, place)]


def test_every_line_has_a_path_and_every_label_a_place() -> None:
    sizes, lines = tangled(3)
    found = plan(sizes, lines)
    assert [path.label is not None for path in found.paths] == [line.label is not None for line in lines]
    assert all(path.data.startswith("M") for path in found.paths)


def test_lines_leave_below_and_arrive_above() -> None:
    found = plan({"a": Size(40, 20), "b": Size(40, 20)}, [Line("a", "b", None)])
    a, b = found.places["a"], found.places["b"]
    assert found.paths[0].data.startswith(f"M{a.x:g},{a.bottom:g}")
    assert found.paths[0].data.endswith(f"{b.x:g},{b.top:g}")


def test_nothing_has_a_frame_too() -> None:
    assert plan({}, []).width > 0
