from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

from msgspec.structs import replace

from talkif_compiler.graph.comparison import compare
from talkif_compiler.graph.svg import svg
from tests.compiler.graph.drawn import HOSTILE, flow, picture, plain

NS = {"s": "http://www.w3.org/2000/svg"}
OLD = flow('  a: {type: say, text: "Hi.", next: b}\n  b: {type: end}\n')


def texts(drawn: str, kind: str) -> list[str]:
    return [item.text or "" for item in ElementTree.fromstring(drawn).findall(f".//s:text[@class='{kind}']", NS)]


def test_it_is_xml_without_scripts_whatever_the_texts_are() -> None:
    text = HOSTILE.replace("\u0007", "").replace("'", "''")
    found = picture(flow(f"  a: {{type: say, text: '{text}', next: [{{if: '{text}', to: b}}]}}\n  b: {{type: end}}\n"))
    root = ElementTree.fromstring(svg(found))
    names = {item.tag.rpartition("}")[2] for item in root.iter()}
    assert names == {*("svg", "title", "style", "defs", "marker", "path", "rect", "g", "text", "polygon")} & names
    assert any("<script>" in (item.text or "") for item in root.iter())


def test_each_node_has_a_title_with_its_place() -> None:
    root = ElementTree.fromstring(svg(picture(OLD)))
    titles = [item.text for item in root.findall(".//s:g/s:title", NS)]
    assert titles == ["start", "a at flows/shop.yaml:5", "b at flows/shop.yaml:6"]


def test_problems_and_changes_are_classes() -> None:
    new = OLD.replace('"Hi."', '"Hello."').replace("next: b", "next: c")
    root = ElementTree.fromstring(svg(compare(picture(OLD), picture(new))))
    classes = [item.get("class") for item in root.findall(".//s:g[s:title]", NS)]
    assert "node say error changed" in classes
    assert "node missing added" in classes
    assert "edge removed" in [item.get("class") for item in root.findall("s:path", NS)]


def test_the_same_flow_gives_the_same_bytes_in_another_process() -> None:
    text = flow(
        "  a: {type: branch, next: [{if: 'true', to: b}, {if: 'false', to: c}, {else: a}]}\n"
        "  b: {type: say, text: x, next: a}\n  c: {type: end}\n"
    )
    program = "import sys; from tests.compiler.graph.drawn import picture; from talkif_compiler.graph.svg import svg"
    drawn = subprocess.run(
        [sys.executable, "-c", f"{program}; sys.stdout.buffer.write(svg(picture(sys.argv[1])).encode())", text],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert drawn.stdout.decode() == svg(picture(text))


def test_a_large_picture_is_folded_and_says_so() -> None:
    drawn = svg(plain(*((f"n{number // 3}", f"n{number}") for number in range(1, 3_000))))
    assert "nodes are folded away" in texts(drawn, "remark")[0]


def test_a_picture_of_nothing_is_a_picture() -> None:
    empty = replace(plain(), notes=("There is nothing.",))
    assert texts(svg(empty), "remark") == ["There is nothing."]
