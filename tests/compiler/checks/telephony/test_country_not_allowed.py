from __future__ import annotations

import subprocess
import sys

import pytest

from talkif_compiler.pipeline import compile_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: a
nodes: {{a: {{type: transfer, to: "{number}", next: [{{on: failure, to: bye}}]}}, bye: {{type: end}}}}
"""
PROJECT = "schema: talkif.project/v1\n{countries}"


def found(number: str, countries: str) -> bool:
    files = {"a.yaml": FLOW.format(number=number), "talkif.yaml": PROJECT.format(countries=countries)}
    return any(item.rule == "country-not-allowed" for item in compile_flow(files, "a.yaml").diagnostics)


@pytest.mark.parametrize(
    ("number", "countries", "expected"),
    [
        ("+14155550123", "countries: [US]", False),
        ("+14165550123", "countries: [US]", True),
        ("+15551234567", "countries: [CA]", False),
        ("+15551234567", "countries: [DE]", True),
        ("+4930901820", "countries: [US, DE]", False),
        ("+80012345678", "countries: [DE]", False),
        ("+442079460000", "", False),
        ("sip:desk@example.com", "countries: [US]", False),
        ("{{contact.phone}}", "countries: [US]", False),
    ],
)
def test_the_country_of_a_number_is_among_those_of_the_project(number: str, countries: str, expected: bool) -> None:
    assert found(number, countries) is expected


def test_numbering_plans_are_not_loaded_without_need() -> None:
    code = "import sys, talkif_compiler.checks; sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
