from __future__ import annotations

import pytest

from talkif_compiler.graph.family import family_of


@pytest.mark.parametrize(
    ("type_name", "family"),
    [
        *(("say", "say"), ("play", "say"), ("agent", "listen"), ("collect", "listen"), ("menu", "listen")),
        *(("branch", "decide"), ("hours", "decide"), ("tool", "act"), ("http", "act"), ("set", "step")),
        *(("transfer", "transfer"), ("end", "end"), ("note", "note"), ("no-such-type", "step")),
    ],
)
def test_shape_follows_what_a_type_does(type_name: str, family: str) -> None:
    assert family_of(type_name) == family
