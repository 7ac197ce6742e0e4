"""Versions are immutable and numbered by what changed; pointers move one at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.conftest import owner
from tests.api.registry.conftest import (
    ADDITION,
    BREAKING,
    BROKEN,
    COMMENT,
    DESK,
    ENTRY,
    WORDING,
    WORDING_2,
    Desk,
)


async def test_the_first_version_is_1_0_0(desk: Desk) -> None:
    response = await desk.publish(notes="first")
    assert response.status_code == 201
    version = response.json()
    assert (version["version"], version["bump"], version["changes"]) == ("1.0.0", "first", [])
    assert version["digest"] == desk.body()["digest"]
    assert await desk.running() == {"production": ("1.0.0", False)}


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        (WORDING, "1.0.1", "wording-changed"),
        (ADDITION, "1.1.0", "output-added"),
        (BREAKING, "2.0.0", "outcome-removed"),
    ],
)
async def test_the_number_follows_from_the_changes(desk: Desk, text: str, number: str, rule: str) -> None:
    await desk.publish()
    version = (await desk.publish(text)).json()
    assert version["version"] == number
    assert version["changes"][0]["rule"] == rule


@pytest.mark.parametrize("text", [DESK, COMMENT])
async def test_what_nobody_can_notice_is_no_new_version(desk: Desk, text: str) -> None:
    await desk.publish()
    again = await desk.publish(text)
    assert (again.status_code, again.json()["version"]) == (200, "1.0.0")
    listed = (await desk.account.get(f"/flows/{desk.id}/versions")).json()
    assert listed["meta"]["total"] == 1


async def test_an_author_may_ask_for_more_and_never_for_less(desk: Desk) -> None:
    await desk.publish()
    refused = await desk.publish(ADDITION, bump="patch")
    assert refused.status_code == 400
    (problem,) = refused.json()["errors"]
    assert (problem["field"], problem["code"]) == ("bump", "bump_too_low")
    assert "output `topic` was added" in problem["message"]
    assert await desk.published(ADDITION, bump="major") == "2.0.0"


async def test_errors_of_the_flow_come_with_their_place(desk: Desk) -> None:
    refused = await desk.publish(BROKEN)
    assert (refused.status_code, refused.json()["code"]) == (400, "flow_invalid")
    (found,) = [item for item in refused.json()["meta"]["diagnostics"] if item["severity"] == "error"]
    assert (found["rule"], found["severity"], found["span"]["node"]) == ("broken-reference", "error", "greet")
    line = BROKEN.splitlines().index('  greet: {type: say, text: "Hello.", next: by}') + 1
    assert (found["span"]["file"], found["span"]["start"]["line"]) == (ENTRY, line)
    assert await desk.running() == {}


async def test_another_digest_is_refused(desk: Desk) -> None:
    body = desk.body() | {"digest": "sha256:" + "0" * 64}
    refused = await desk.account.post(f"/flows/{desk.id}/publish", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "digest_mismatch")
    assert refused.json()["meta"]["digest"] == desk.body()["digest"]


async def test_the_source_of_another_flow_is_refused(desk: Desk) -> None:
    refused = await desk.publish(DESK.replace("flow: desk", "flow: door"))
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "source.entry")


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ({"files": {f"prompts/{n}.md": "" for n in range(501)}}, "source.files"),
        ({"entry": "a\x00"}, "source.entry"),
        ({"files": {ENTRY: DESK, "a.md": "a\x00b"}}, "source.files.a.md"),
    ],
)
async def test_a_source_is_bounded(desk: Desk, source: dict[str, Any], field: str) -> None:
    body = desk.body()
    refused = await desk.account.post(f"/flows/{desk.id}/publish", body | {"source": body["source"] | source})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)


async def test_an_entry_that_is_missing_is_a_finding(desk: Desk) -> None:
    body = desk.body()
    refused = await desk.account.post(
        f"/flows/{desk.id}/publish", body | {"source": {"entry": "flows/other.yaml", "files": {ENTRY: DESK}}}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "flow_invalid")


async def test_a_stale_expectation_is_a_conflict(desk: Desk) -> None:
    assert (await desk.publish(expectedVersion="1.0.0")).json()["meta"] == {"version": None}
    assert await desk.published(expectedVersion=None) == "1.0.0"
    refused = await desk.publish(WORDING, expectedVersion=None)
    assert (refused.status_code, refused.json()["code"]) == (409, "flow_version_conflict")
    assert await desk.published(WORDING, expectedVersion="1.0.0") == "1.0.1"


async def test_of_two_publishers_at_once_one_wins(desk: Desk) -> None:
    await desk.publish()
    answers = await asyncio.gather(
        desk.publish(WORDING, expectedVersion="1.0.0"), desk.publish(WORDING_2, expectedVersion="1.0.0")
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await desk.running() == {"production": ("1.0.1", False)}


async def test_publishers_who_expect_nothing_queue_up(desk: Desk) -> None:
    await desk.publish()
    answers = await asyncio.gather(desk.publish(WORDING), desk.publish(WORDING_2))
    assert sorted(answer.json()["version"] for answer in answers) == ["1.0.1", "1.0.2"]


async def test_environments_move_apart_and_share_versions(desk: Desk) -> None:
    await desk.publish(environment="staging")
    assert await desk.published(WORDING, environment="staging") == "1.0.1"
    assert await desk.published(environment="production") == "1.0.0"
    promoted = await desk.publish(WORDING, environment="production")
    assert (promoted.status_code, promoted.json()["version"]) == (200, "1.0.1")
    assert await desk.running() == {"production": ("1.0.1", False), "staging": ("1.0.1", False)}


async def test_an_environment_that_runs_nothing_is_compared_with_the_highest_version(desk: Desk) -> None:
    await desk.publish(environment="staging")
    assert await desk.published(BREAKING, environment="production") == "2.0.0"


async def test_a_rollback_moves_the_pointer_and_pins_it(desk: Desk) -> None:
    await desk.publish()
    await desk.publish(BREAKING)
    answer = await desk.rollback("1.0.0")
    assert answer.status_code == 200, answer.text
    assert [running["version"] for running in answer.json()["versions"]] == ["1.0.0"]
    assert await desk.running() == {"production": ("1.0.0", True)}
    assert (await desk.publish(WORDING)).json()["version"] == "1.0.1"
    assert await desk.running() == {"production": ("1.0.1", False)}


async def test_every_move_is_written_down(desk: Desk) -> None:
    await desk.publish(notes="one")
    await desk.publish(WORDING, notes="two")
    await desk.rollback("1.0.0")
    async with owner(desk.account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT act, from_version, to_version, reason FROM flow_pointer_moves ORDER BY move_id"
        )
        moves = [tuple(row.values()) async for row in cursor]
    assert moves == [
        ("publish", None, "1.0.0", "one"),
        ("publish", "1.0.0", "1.0.1", "two"),
        ("rollback", "1.0.1", "1.0.0", "test"),
    ]


async def test_a_rollback_needs_a_version_and_something_to_roll_back(desk: Desk) -> None:
    await desk.publish()
    assert (await desk.rollback("3.0.0")).json()["code"] == "version_not_found"
    assert (await desk.rollback("1.0.0", "staging")).json()["code"] == "flow_not_published"
    assert (await desk.rollback("1.0")).status_code == 400


async def test_a_signature_is_kept_with_the_artifact(desk: Desk) -> None:
    signature = {"keyId": "0123456789abcdef", "signature": "A" * 86 + "=="}
    await desk.published(signature=signature)
    await desk.published(signature=signature)
    await desk.published(signature=signature | {"keyId": "fedcba9876543210"})
    async with owner(desk.account.dsn) as connection:
        cursor = await connection.execute("SELECT digest, key_id FROM artifact_signatures ORDER BY key_id")
        rows = await cursor.fetchall()
    assert [(row["digest"], row["key_id"]) for row in rows] == [
        (desk.body()["digest"], "0123456789abcdef"),
        (desk.body()["digest"], "fedcba9876543210"),
    ]


async def test_a_signature_of_another_shape_is_refused(desk: Desk) -> None:
    response = await desk.publish(signature={"keyId": "x", "signature": "y"})
    assert response.status_code == 400
    assert [field["field"] for field in response.json()["errors"]] == ["signature.keyId", "signature.signature"]
