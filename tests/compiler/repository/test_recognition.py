from __future__ import annotations

import pytest

from talkif_compiler.repository.recognition import (
    file_kind,
    flow_tested,
    id_in,
    kind_by_place,
    kind_of,
    looks_like_flow,
)

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


TOOLS = "schema: talkif.tools/v1\ntools: {}\n"
TEST = "schema: talkif.test/v1\nflow: a\ntests: []\n"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("flows/a.yaml", FLOW, "flow"),
        ("anywhere.yml", TOOLS, "tools"),
        ("flows/a.test.yaml", TEST, "test"),
        ("conversations.yaml", TEST, "test"),
        ("flows/a.test.yaml", FLOW, "test"),
        ("talkif.yaml", "", "project"),
        ("talkif.lock", "{", "lock"),
        ("talkif.baseline.json", "[]", "baseline"),
        ("flows/a.yaml", "shema: talkif.flow/v1\nflow: a\nnodes: {}\n", "flow"),
        ("flows/a.test.yaml", "tests: []\n", "test"),
        ("flows/a.test.yaml", "{flow: a, tests: []}\n", "test"),
        ("flows/a.test.yaml", "flow: a\n", "test"),
        ("tools/orders.yaml", "tools: {}\n", "tools"),
        ("orders.yaml", "tools: {}\n", None),
        ("flows/a.md", FLOW, None),
        ("flows/compose.yaml", "services: {}\n", None),
        ("k8s.test.yaml", "kind: Service\n", None),
        ("a.yaml", "schema: talkif.lock/v1\n", None),
    ],
)
def test_a_file_is_known_by_its_name_its_schema_or_its_keys(path: str, text: str, kind: str | None) -> None:
    assert file_kind(path, text) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("flows/deep/new.yaml", "flow"),
        ("tools/new.yml", "tools"),
        ("flows/new.test.yaml", "test"),
        ("talkif.yaml", "project"),
        ("new.yaml", None),
        ("flows/new.md", None),
    ],
)
def test_where_nothing_is_written_yet_the_folder_tells(path: str, kind: str | None) -> None:
    assert kind_by_place(path) == kind


def test_a_test_says_which_flow_it_is_of() -> None:
    assert flow_tested(TEST) == flow_tested("{flow: a, tests: []}") == "a"
    assert flow_tested("tests: [{flow: b}]\n") is None
