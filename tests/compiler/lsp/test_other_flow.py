"""Imported flows are completed as those of the repository are."""

from __future__ import annotations

import json

import pytest

from talkif_compiler.lsp.completion import complete
from talkif_compiler.pipeline import compile_flow
from talkif_schemas.canonical import artifact_bytes, digest
from tests.compiler.lsp.shop import FILES, FLOW, shop

BILLING = FILES["flows/payment.yaml"].replace("flow: payment", "flow: billing")


def labels(old: str, new: str, *, file: str = "imports/billing@1.2.0.json") -> list[str]:
    """In the flow that runs `billing`. `file`: where its artifact is kept."""
    artifact = compile_flow({"a.yaml": BILLING}, "a.yaml").artifact
    assert artifact is not None
    data = artifact_bytes(artifact)
    entry = {"version": "1.2.0", "digest": digest(data), "file": "imports/billing@1.2.0.json"}
    lock = json.dumps({"schema": "talkif.lock/v1", "flows": {"billing": entry}})
    text = FILES[FLOW].replace("flow: payment", "flow: billing")
    assert old in text
    marked = text.replace(old, new, 1)
    moment = shop({FLOW: marked.replace("¦", "", 1), "talkif.lock": lock, file: data.decode()})
    return [found.offer.label for found in complete(moment, FLOW, marked.index("¦"))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("flow: billing", "flow: ¦", ["payment", "shop", "billing"]),
        ('inputs: {amount: "12.5"}', "inputs: {¦}", ["amount"]),
        ("outputs: {order_id: receipt}", "outputs: {order_id: ¦}", ["receipt"]),
    ],
)
def test_names_of_an_imported_flow(old: str, new: str, expected: list[str]) -> None:
    assert labels(old, new) == expected


def test_exits_of_an_imported_flow_come_first() -> None:
    assert labels('{on: "exit:paid", to: bye}', "{on: ¦}")[0] == "exit:paid"


def test_nothing_is_offered_for_an_artifact_that_is_missing() -> None:
    assert labels('inputs: {amount: "12.5"}', "inputs: {¦}", file="elsewhere.json") == []
