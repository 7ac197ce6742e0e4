"""Our templates mean what they mean to handlebars.js: answers recorded from it, over every feature of the language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from talkif_compiler.scope import Scope
from talkif_compiler.templates import TemplateSyntaxError, analyse, lower, parse
from talkif_runtime.templates import RenderError, load
from talkif_schemas.template_ast import Template
from talkif_schemas.types import TypeSpec

_FILE = Path(__file__).parent / "handlebars" / "cases.json"
_CASES: list[dict[str, Any]] = json.loads(_FILE.read_text())["cases"]


def _params(*, failing: bool) -> list[Any]:
    return [
        pytest.param(case, id=case["name"], marks=[pytest.mark.skip(reason=case["skip"])] if "skip" in case else [])
        for case in _CASES
        if ("error" in case) is failing
    ]


def _lowered(case: dict[str, Any]) -> Template:
    partials = {name: parse(text) for name, text in case["partials"].items()}
    template = lower(parse(case["template"]), partials)
    # What the runtime reads has been through the artifact's JSON.
    return Template.model_validate_json(template.model_dump_json())


@pytest.mark.parametrize("case", _params(failing=False))
def test_renders_as_handlebars_js(case: dict[str, Any]) -> None:
    assert load(_lowered(case)).render(case["data"]) == case["expected"]


@pytest.mark.parametrize("case", _params(failing=True))
def test_refuses_what_handlebars_js_refuses(case: dict[str, Any]) -> None:
    assert _refusal(case) is not None


def _refusal(case: dict[str, Any]) -> object:
    """What stops the template: its syntax, the check of its helpers, or, without a partial, the rendering."""
    anything = {name: TypeSpec(type="any") for name in case["data"]}
    try:
        problems = analyse(parse(case["template"]), Scope(inputs={}, variables=anything))
        if problems:
            return problems
        load(_lowered(case)).render(case["data"])
    except (TemplateSyntaxError, RenderError) as error:
        return error
    return None
