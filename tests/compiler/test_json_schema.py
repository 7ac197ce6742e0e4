from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from talkif_compiler.document import plain_data
from talkif_compiler.json_schema import flow_json_schema, flow_schema_text
from talkif_compiler.parse import parse
from talkif_compiler.project import find_flows
from talkif_compiler.source import SourceFile

ROOT = Path(__file__).parents[2]
STORED = ROOT / "schemas" / "talkif_schemas" / "json" / "flow.schema.json"


def errors(text: str) -> list[str]:
    document, found = parse(SourceFile("a.yaml", text))
    assert document is not None, found
    return [
        error.message for error in jsonschema.Draft202012Validator(flow_json_schema()).iter_errors(plain_data(document))
    ]


def test_the_stored_schema_is_fresh() -> None:
    assert STORED.read_text(encoding="utf-8") == flow_schema_text(), (
        f"run: talkif-flows schema > {STORED.relative_to(ROOT)}"
    )


def test_it_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(flow_json_schema())


@pytest.mark.parametrize("flow", find_flows([ROOT / "flows" / "examples"]), ids=lambda path: path.stem)
def test_it_accepts_the_examples(flow: Path) -> None:
    assert errors(flow.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "change", [("type: end", "type: endd"), ("flow: a", "flow: A b"), ("start:", "strat:"), ("text: Hi", "text: [Hi]")]
)
def test_it_refuses_what_the_compiler_refuses(change: tuple[str, str]) -> None:
    text = "schema: talkif.flow/v1\nflow: a\nstart: g\nnodes: {g: {type: say, text: Hi, next: b}, b: {type: end}}\n"
    assert errors(text) == []
    assert errors(text.replace(*change)) != []
