"""What docs/guides/language.md shows is true: its files compile, and its tables name what there is."""

from __future__ import annotations

import re
from pathlib import Path

from talkif_compiler.fields.record import fields_of
from talkif_compiler.files.project_file import read_project
from talkif_compiler.files.test_file import CaseFields, StepFields
from talkif_compiler.nodes import NODE_TYPES
from talkif_compiler.nodes.fields import NodeFields
from talkif_compiler.pipeline import check_file, check_flow
from talkif_schemas.types import TypeSpec
from tests.compiler.files.test_json_schema import schema_errors

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def block(kind: str) -> str:
    (found,) = [text for text in BLOCKS if text.startswith(f"schema: talkif.{kind}/v1")]
    return found


def test_its_files_are_what_editors_accept() -> None:
    kinds = ("flow", "tools", "test", "project")
    assert [schema_errors(block(kind), kind) for kind in kinds] == [[], [], [], []]


def test_its_flow_has_no_finding_in_its_project() -> None:
    found = check_flow({"flows/a.yaml": block("flow"), "talkif.yaml": block("project")}, "flows/a.yaml")
    assert [f"{item.rule}: {item.message}" for item in found if item.severity != "info"] == []


def test_its_test_fits_its_flow() -> None:
    files = {"flows/a.yaml": block("flow"), "flows/a.test.yaml": block("test"), "talkif.yaml": block("project")}
    assert check_file(files, "flows/a.test.yaml") == ()
    section = GUIDE.partition("## Tests")[2].partition("\n## ")[0]
    keys = {field.key for record in (StepFields, CaseFields) for field in fields_of(record)} - {"schema"}
    assert [key for key in sorted(keys) if f"{key}:" not in section] == []


def test_its_project_binds_its_tools() -> None:
    _, findings = read_project(block("project"))
    assert findings == ()
    flow = """\
schema: talkif.flow/v1
flow: a
start: find
tools: {find_order: {use: tools.yaml#find_order}, check_stock: {use: tools.yaml#check_stock}}
nodes:
  find: {type: agent, prompt: Help., tools: [find_order, check_stock], next: [{when: Goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
"""
    files = {"a.yaml": flow, "tools.yaml": block("tools"), "talkif.yaml": block("project")}
    assert [item.message for item in check_flow(files, "a.yaml") if item.severity == "error"] == []


def test_its_table_of_nodes_is_complete() -> None:
    section = GUIDE.partition("## Nodes")[2].partition("\n## ")[0]
    rows = {row[0]: row[1] for row in re.findall(r"^\| `(\w+)` \|(.*)$", section, re.MULTILINE)}
    assert rows.keys() == {node.TYPE for node in NODE_TYPES}
    for node in NODE_TYPES:
        for event in node.WAYS.events:
            assert event in rows[node.TYPE], (node.TYPE, event)
        for key in {field.key for field in fields_of(node)} - {field.key for field in fields_of(NodeFields)}:
            assert f"`{key}`" in rows[node.TYPE] or f"`{key}:" in rows[node.TYPE], (node.TYPE, key)


def test_its_types_are_those_of_the_language() -> None:
    section = GUIDE.partition("## Types")[2].partition("\n## ")[0]
    annotation = TypeSpec.model_fields["type"].annotation
    for name in annotation.__args__:  # type: ignore[union-attr]
        assert f"`{name}`" in section
