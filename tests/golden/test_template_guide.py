"""The guide to templates is true: every example renders as it says, and every helper has its signature."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from talkif_compiler.templates import lower, parse
from talkif_runtime.templates import load
from talkif_schemas.template_helpers import BLOCK_HELPERS, HELPERS, Helper
from tests.architecture.tree import ROOT

_GUIDE = (ROOT / "docs" / "guides" / "templates.md").read_text(encoding="utf-8")
_CELL = r"`([^`]+)`"
_ROWS = re.findall(rf"^\| (?:`[^`]*`(?: \*)? \| )?{_CELL} \| {_CELL} \|$", _GUIDE, re.MULTILINE)
_BLOCKS = re.findall(r"^```handlebars\n(.*?)\n```\n```text\n(.*?)\n```$", _GUIDE, re.MULTILINE | re.DOTALL)
_HELPERS = re.findall(rf"^\| {_CELL}( \*)? \| {_CELL} \| {_CELL} \|$", _GUIDE, re.MULTILINE)


def _values() -> Any:
    found = re.search(r"^```json\n(.*?)\n```$", _GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.parametrize(("template", "result"), [*_ROWS, *_BLOCKS])
def test_an_example_renders_as_it_says(template: str, result: str) -> None:
    assert load(lower(parse(template))).render(_values()) == result


def test_every_helper_has_its_signature_and_an_example_that_calls_it() -> None:
    shown = {signature.split()[0]: (signature, bool(star), example) for signature, star, example, _ in _HELPERS}
    assert shown.keys() == HELPERS.keys() - BLOCK_HELPERS.keys()
    for name, (signature, is_starred, example) in shown.items():
        assert (signature, is_starred) == (_signature(name, HELPERS[name]), HELPERS[name].opens_block)
        assert re.search(rf"[{{(#]{name} ", example)


def _signature(name: str, helper: Helper) -> str:
    kinds = [kind if position < helper.least else f"[{kind}]" for position, kind in enumerate(helper.takes)]
    if helper.repeats:
        kinds[-1] += "…"
    return " ".join([name, *kinds, *(f"[{key}={kind}]" for key, kind in sorted(helper.options.items()))])
