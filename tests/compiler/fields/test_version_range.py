"""What is no range of versions is told why."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: run
nodes:
  run: {{type: jump, flow: a, version: {version}}}
"""
EXAMPLES = 'Such as `^1.2`, `~1.2.3`, `1.x` or `">=1.2 <2"`.'


def found(version: str) -> list[tuple[str, str | None]]:
    diagnostics = check_flow({"a.yaml": FLOW.format(version=version)}, "a.yaml")
    return [(item.message, item.help) for item in diagnostics if item.rule == "wrong-type"]


@pytest.mark.parametrize(
    ("version", "message", "advice"),
    [
        (
            "1.4.2 || 2",
            "`1.4.2 || 2` joins ranges with `||`, and a range is one stretch of versions",
            EXAMPLES,
        ),
        ("1.0 - 2.0", "`1.0 - 2.0` is written with a hyphen, which ranges do not have here", 'Write `">=1.0 <=2.0"`.'),
        ("^1.0.0-beta", "`^1.0.0-beta` has the label `-beta`, and versions are three numbers alone", EXAMPLES),
        ("1.0.0+build.5", "`1.0.0+build.5` has the label `+build.5`, and versions are three numbers alone", EXAMPLES),
        ("latest", "`latest` is no range of versions", EXAMPLES),
        ('">=2 <1"', "no version is in `>=2 <1`", EXAMPLES),
        ("[1]", "expected a range of versions, found a list", EXAMPLES),
        ("", "expected a range of versions, found nothing", EXAMPLES),
    ],
)
def test_what_is_no_range(version: str, message: str, advice: str) -> None:
    assert found(version) == [(message, advice)]


@pytest.mark.parametrize(
    "version", ["1", "1.2", "^1.2", "~1.2.3", "1.x", '"*"', '">=1.2 <2"', '">= 1.2 <= 1.2"', "=1.2.3"]
)
def test_what_is_one(version: str) -> None:
    assert found(version) == []
