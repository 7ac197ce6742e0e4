"""Pictures of small flows."""

from __future__ import annotations

from talkif_compiler.graph.drawing import draw
from talkif_compiler.graph.picture import Picture, PictureEdge, PictureNode
from talkif_compiler.graph.reading import read_flow
from talkif_compiler.pipeline import check_flow

HOSTILE = '"]; --> n1 %%{init}%% <script>alert(1)</script> &amp; #quot; \\N `x` {{}} |y|\u202e\u0007'


def flow(nodes: str, rest: str = "", start: str = "a") -> str:
    return f"schema: talkif.flow/v1\nflow: shop\nstart: {start}\n{rest}nodes:\n{nodes}"


def picture(text: str, files: dict[str, str] | None = None) -> Picture:
    all_files = {"flows/shop.yaml": text, **(files or {})}
    return draw(read_flow(all_files, "flows/shop.yaml"), check_flow(all_files, "flows/shop.yaml"))


def node(found: Picture, node_id: str) -> PictureNode:
    (one,) = [item for item in found.nodes if item.id == node_id]
    return one


def plain(*pairs: tuple[str, str], nodes: str = "") -> Picture:
    """A picture of nothing but names and edges, in the order in which they are named."""
    keys = dict.fromkeys([*nodes.split(), *(key for pair in pairs for key in pair)])
    return Picture(
        "shop",
        tuple(PictureNode(key, key, "step") for key in keys),
        tuple(PictureEdge(origin, target, "always") for origin, target in pairs),
    )
