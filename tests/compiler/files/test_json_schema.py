from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from talkif_compiler.files.json_schema import FILES, file_schema, schema_text
from talkif_compiler.repository.project import find_flows
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse

ROOT = Path(__file__).parents[3]
STORED = ROOT / "schemas" / "talkif_schemas" / "json"


def schema_errors(text: str, kind: str = "flow") -> list[str]:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is not None, found
    return [
        error.message for error in jsonschema.Draft202012Validator(file_schema(kind)).iter_errors(plain_data(document))
    ]


@pytest.mark.parametrize("kind", FILES)
def test_the_stored_schema_is_fresh(kind: str) -> None:
    assert (STORED / f"{kind}.schema.json").read_text(encoding="utf-8") == schema_text(kind), (
        f"run: python -m talkif_compiler.files.json_schema {STORED.relative_to(ROOT)}"
    )


@pytest.mark.parametrize("kind", FILES)
def test_it_is_a_json_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(file_schema(kind))


@pytest.mark.parametrize("kind", FILES)
def test_every_key_says_what_it_is_for(kind: str) -> None:
    schema = file_schema(kind)
    records = {"": schema, **schema["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, record in records.items()
        for key, value in record.get("properties", {}).items()
        if "description" not in value and "const" not in value
    ]
    assert not silent, "write a docstring below these fields"


def test_the_projects_and_tools_of_the_examples_are_accepted() -> None:
    examples = ROOT / "flows" / "examples"
    assert schema_errors((examples / "talkif.yaml").read_text(encoding="utf-8"), "project") == []
    assert schema_errors((examples / "tools" / "orders.yaml").read_text(encoding="utf-8"), "tools") == []


@pytest.mark.parametrize("flow", find_flows([ROOT / "flows" / "examples"]), ids=lambda path: path.stem)
def test_it_accepts_the_examples(flow: Path) -> None:
    assert schema_errors(flow.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "change", [("type: end", "type: endd"), ("flow: a", "flow: A b"), ("start:", "strat:"), ("text: Hi", "text: [Hi]")]
)
def test_it_refuses_what_the_compiler_refuses(change: tuple[str, str]) -> None:
    text = "schema: talkif.flow/v1\nflow: a\nstart: g\nnodes: {g: {type: say, text: Hi, next: b}, b: {type: end}}\n"
    assert schema_errors(text) == []
    assert schema_errors(text.replace(*change)) != []
