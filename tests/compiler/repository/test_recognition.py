from __future__ import annotations

import pytest

from talkif_compiler.repository.recognition import id_in, kind_of, looks_like_flow

FLOW = """schema: talkif.flow/v1
flow: a
"""


@pytest.mark.parametrize(
    "text",
    [
        FLOW,
        FLOW.replace("\n", "\r\n"),
        FLOW.replace("\n", "\r"),
        "\ufeff# a comment\n---\n" + FLOW,
        "\ufeff" + FLOW,
        "\"schema\": 'talkif.flow/v1' # v1\n'flow' : \"a\" # ours\n",
        FLOW.replace("v1", "v2"),
        '{"schema": "talkif.flow/v1", "flow": "a", "nodes": {"n": {"type": "jump", "flow": "b"}}}',
        '# JSON\n{\n  "flow": "a",\n  "schema": "talkif.flow/v1"\n}\n',
        FLOW.encode("utf-16").decode("utf-8", "surrogateescape"),
        (FLOW + "name: caf\xe9\n").encode("latin-1").decode("utf-8", "surrogateescape"),
    ],
)
def test_a_flow_is_known_by_its_schema_however_it_is_written(text: str) -> None:
    assert (kind_of(text), id_in(text)) == ("flow", "a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "schema: talkif.tools/v1\nflow: a\n",
        "flow: a\n",
        "example:\n  schema: talkif.flow/v1\n",
        '{"nodes": {"schema": "talkif.flow/v1"}}',
        "# schema: talkif.flow/v1\n",
        "myschema: talkif.flow/v1\n",
    ],
)
def test_other_files_are_no_flows(text: str) -> None:
    assert kind_of(text) != "flow"
    assert id_in(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shema: talkif.flow/v1\nflow: a\nstart: n\nnodes: {}\n", True),
        ("schema: talkif.flw/v1\nflow: a\rnodes:\r", True),
        ("'start': n\n\"nodes\" :\n", True),
        ("schema: talkif.test/v1\nflow: a\nstart: n\n", False),
        ("flow: a\ntests: []\n", False),
        ("flow: a\nflow: b\n", False),
        ("x:\n  flow: a\n  nodes: {}\n", False),
    ],
)
def test_what_has_keys_of_a_flow_looks_like_one(text: str, expected: bool) -> None:
    assert looks_like_flow(text) is expected


def test_looking_takes_time_that_grows_with_the_text_only() -> None:
    assert kind_of("#" + " \n#" * 500_000) is None
    assert kind_of("{" + "a, " * 500_000) is None
    assert kind_of(" " * 1_000_000) is None
