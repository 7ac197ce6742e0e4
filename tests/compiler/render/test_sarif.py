from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from talkif_compiler.checks import RULES
from talkif_compiler.diagnostics import Diagnostic, Edit, Fix, Label
from talkif_compiler.pipeline import compile_flow
from talkif_compiler.render.sarif import render_sarif
from talkif_compiler.rule import example_files
from talkif_compiler.source import SourceFile, Span
from tests.compiler.render.hostile import ACTIVE
from tests.compiler.render.hostile import FOUND as HOSTILE

#: The schema that OASIS publishes with the standard (errata 01).
SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def run_of(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    log = json.loads(render_sarif(list(diagnostics), version="1.2.3"))
    errors = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(log)]
    assert not errors
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


SOURCE = SourceFile("flows/ä b.yaml", "flow: a\nnodes:\n  one: {}\n  two: {}\n")
PROMPT = SourceFile("prompts/a.md", "Hi {{x}}\n")
FOUND = Diagnostic(
    "maybe-unset-variable",
    "warning",
    "it may have no value",
    Span(SOURCE, 17, 20),
    help="Fill it.",
    related=(Label(Span(PROMPT, 5, 6), "read here"),),
    path=("one", "two", "elsewhere"),
    fixes=(
        Fix("Rename", (Edit(Span(SOURCE, 17, 20), "three"), Edit(Span(PROMPT, 5, 6), "y")), "unsafe"),
        Fix("Think", (), "display"),
    ),
    pointer="/nodes/one",
    node="one",
)


def test_a_result_points_at_its_place_its_rule_and_its_node() -> None:
    run = run_of([FOUND])
    assert run["columnKind"] == "unicodeCodePoints"
    (result,) = run["results"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["informationUri"] == "https://docs.talkif.ai"
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == (rule["id"], 0, "warning")
    assert rule["helpUri"] == "https://docs.talkif.ai/rules/maybe-unset-variable"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert result["message"] == {"text": "it may have no value\nFill it."}
    assert result["partialFingerprints"] == {"talkifFlows/v1": FOUND.fingerprint}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "flows/%C3%A4%20b.yaml"},
        "region": {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 6},
    }
    assert location["logicalLocations"] == [{"name": "one", "kind": "member", "fullyQualifiedName": "/nodes/one"}]


def test_labels_paths_and_fixes_are_kept() -> None:
    (result,) = run_of([FOUND])["results"]
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "read here"}
    assert related["physicalLocation"]["artifactLocation"] == {"uri": "prompts/a.md"}
    steps = [step["location"] for step in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert [step["message"]["text"] for step in steps] == ["one", "two", "elsewhere"]
    lines = [step.get("physicalLocation", {}).get("region", {}).get("startLine") for step in steps]
    assert lines == [3, 4, None]
    (fix,) = result["fixes"]
    assert fix["properties"] == {"applicability": "unsafe"}
    assert [change["replacements"][0]["insertedContent"]["text"] for change in fix["artifactChanges"]] == ["three", "y"]


def test_the_rules_carry_their_pages_for_those_without_a_network() -> None:
    (rule,) = run_of([FOUND])["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"].startswith("# maybe-unset-variable\n")


def test_a_clean_run_is_a_run_without_results() -> None:
    assert run_of([])["results"] == []


def test_hostile_text_is_neither_a_link_nor_an_escape() -> None:
    text = render_sarif([HOSTILE], version="1.2.3")
    assert not ACTIVE & set(text)
    (result,) = run_of([HOSTILE])["results"]
    assert "](" not in result["message"]["text"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "flows/a%2Cb%3Ac%20%5D%5D%3E%1B%E2%80%AE%0A%FF.yaml"


@pytest.mark.parametrize("rule", RULES)
def test_the_findings_of_every_rule_are_valid(rule: str) -> None:
    found = compile_flow(example_files(RULES[rule].bad, "flow.yaml"), "flow.yaml").diagnostics
    assert [result["ruleId"] for result in run_of(found)["results"]] == [item.rule for item in found]
