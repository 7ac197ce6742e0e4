"""Our templates mean what they mean to handlebars.js: answers recorded from it, over every feature of the language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from talkif_compiler.scope import Scope, TextProblem
from talkif_compiler.templates import TemplateSyntaxError, analyse, lower, parse
from talkif_runtime.templates import RenderError, load
from talkif_schemas.template_ast import Template
from talkif_schemas.types import TypeSpec

_RECORD: dict[str, Any] = json.loads((Path(__file__).parent / "handlebars" / "cases.json").read_text())
_CASES: list[dict[str, Any]] = _RECORD["cases"]


def _params(*, failing: bool) -> list[Any]:
    return [
        pytest.param(case, id=case["name"], marks=[pytest.mark.skip(reason=case["skip"])] if "skip" in case else [])
        for case in _CASES
        if ("error" in case) is failing
    ]


def _data(case: dict[str, Any]) -> Any:
    return _RECORD["contexts"][case["context"]] if "context" in case else case["data"]


def _rendered(case: dict[str, Any]) -> str:
    partials = {name: parse(text) for name, text in case["partials"].items()}
    template = lower(parse(case["template"]), partials)
    # What the runtime reads has been through the artifact's JSON.
    template = Template.model_validate_json(template.model_dump_json())
    return load(template, case.get("strictness", "off")).render(_data(case))


def test_the_record_is_large_enough() -> None:
    groups = [case["name"].rpartition("-")[0] for case in _CASES]
    assert len(_CASES) >= 800
    assert all(groups.count(group) >= 9 for group in groups)


@pytest.mark.parametrize("case", _params(failing=False))
def test_renders_as_handlebars_js(case: dict[str, Any]) -> None:
    assert _rendered(case) == case["expected"]


@pytest.mark.parametrize("case", _params(failing=True))
def test_refuses_what_handlebars_js_refuses(case: dict[str, Any]) -> None:
    refusal = _refusal(case)
    assert refusal is not None
    if "line" in case:
        _check_place(case, refusal)


def _refusal(case: dict[str, Any]) -> TemplateSyntaxError | RenderError | TextProblem | None:
    """What stops the template: its syntax, the check of its helpers, or the rendering."""
    data = _data(case)
    anything = {name: TypeSpec(type="any") for name in (data if isinstance(data, Mapping) else ())}
    try:
        for problem in analyse(parse(case["template"]), Scope(inputs={}, variables=anything)).problems:
            if "strictness" not in case or problem.rule in ("unknown-helper", "helper-arguments"):
                return problem
        _rendered(case)
    except (TemplateSyntaxError, RenderError) as error:
        return error
    return None


def _check_place(case: dict[str, Any], refusal: TemplateSyntaxError | RenderError | TextProblem) -> None:
    """Ours is the tag that handlebars.js names, or it is not behind where handlebars.js gave up."""
    lines = case["template"].split("\n")
    if isinstance(refusal, RenderError):
        named = lines[case["line"] - 1][refusal.column - 1 : case["column"]]
        assert refusal.line == case["line"]
        assert named.startswith("{{")
        assert "}}" not in named
        return
    text = case["template"]
    ours = text.count("\n", 0, refusal.start) + 1
    if "column" not in case:
        assert ours <= case["line"]
        return
    start = sum(len(line) + 1 for line in lines[: case["line"] - 1]) + case["column"]
    # For a block that is closed by another name, we point at the closing tag and name the block.
    is_named = refusal.message.startswith(f"`{text[start : start + len(refusal.message)].split(' ')[0].split('}')[0]}`")
    assert is_named or start <= refusal.start < text.find("}}", start)
