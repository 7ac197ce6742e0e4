"""A node type lives in three places: how it compiles, how it looks in an artifact, what it does on a call."""

from __future__ import annotations

from typing import get_args

import pytest

from talkif_schemas.artifact import Node
from tests.architecture.tree import ROOT

UNION, _ = get_args(Node)
NODE_TYPES = sorted(get_args(node.model_fields["type"].annotation)[0] for node in get_args(UNION))


@pytest.mark.parametrize("node_type", NODE_TYPES)
def test_a_node_type_is_complete(node_type: str) -> None:
    places = [f"compiler/talkif_compiler/nodes/{node_type}.py", f"runtime/talkif_runtime/nodes/{node_type}.py"]
    missing = [place for place in places if not (ROOT / place).is_file()]
    assert not missing, f"`{node_type}` is in the artifact but not in {' and '.join(missing)}"
