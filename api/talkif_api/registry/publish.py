"""Publishing: compile again, compare digests, decide the version, keep it for good, move the pointer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from typing import Any

from talkif_compiler.pipeline import Compilation, compile_flow
from talkif_compiler.render.json import diagnostic_json
from talkif_compiler.semver import Change, highest, infer_bump
from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import artifact_bytes, canonical_json, digest
from talkif_schemas.errors import Conflict, FieldError, Invalid, NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.flows import Bump, Flow, FlowPublish, Validation, VersionSummary
from talkif_schemas.source_map import source_map_data

from ..kit.db import Connection
from . import numbering, store

#: Compilations of a process at one time: they take a core each.
_COMPILING = asyncio.Semaphore(2)
_ORDER: Mapping[str, int] = {"patch": 0, "minor": 1, "major": 2}


async def compile_source(entry: str, files: Mapping[str, str], environment: str | None = None) -> Compilation:
    """Off the event loop."""
    async with _COMPILING:
        return await asyncio.to_thread(compile_flow, files, entry, environment=environment)


async def validate(entry: str, files: Mapping[str, str]) -> Validation:
    compilation = await compile_source(entry, files)
    artifact = compilation.artifact
    return Validation(
        valid=artifact is not None,
        digest=digest(artifact_bytes(artifact)) if artifact is not None else None,
        diagnostics=[diagnostic_json(found) for found in compilation.diagnostics],
    )


async def publish(
    connection: Connection, account_id: AccountId, flow_id: str, body: FlowPublish, actor: str
) -> tuple[VersionSummary, bool]:
    """The version that the environment runs afterwards, and whether it is new.

    An artifact that another environment runs already keeps its version, so that promoting it makes no second one.
    Raises NotFound, Invalid (the flow has errors, is another flow, or the bump is too low), Conflict (digest or
    expected version differ).
    """
    built = await _compiled(body)
    artifact = built.artifact
    flow = await store.find_flow(connection, account_id, flow_id, lock=True)
    if flow is None:
        raise NotFound("flow_not_found", "There is no such flow.")
    _check_slug(artifact, flow)
    running = await store.pointed_at(connection, account_id, flow_id, body.environment)
    _check_expected(body, running)
    if running is not None and _same(await store.load(connection, account_id, running.digest), artifact):
        if running.digest == body.digest:
            await _sign(connection, account_id, body)
        return running, False
    stored = await store.find_version_by_digest(connection, account_id, flow_id, body.digest)
    is_new = stored is None
    if stored is None:
        new = await _new_version(connection, account_id, flow, body, actor, running, built)
        stored = await store.insert_version(connection, account_id, new, built.data)
    await _sign(connection, account_id, body)
    await store.move_pointer(
        connection, account_id, flow_id, body.environment, stored.version, act="publish", actor=actor, reason=body.notes
    )
    return stored, is_new


async def _sign(connection: Connection, account_id: AccountId, body: FlowPublish) -> None:
    if body.signature is not None:
        await store.insert_signature(
            connection, account_id, body.digest, body.signature.key_id, body.signature.signature
        )


@dataclass(frozen=True, slots=True)
class _Built:
    """What the server compiled."""

    artifact: Artifact
    data: bytes
    """The artifact as it is stored."""
    source_map: dict[str, Any]


async def _compiled(body: FlowPublish) -> _Built:
    compilation = await compile_source(body.source.entry, body.source.files, body.environment)
    if compilation.artifact is None:
        raise Invalid(
            "flow_invalid",
            "The flow has errors.",
            meta={"diagnostics": [diagnostic_json(found) for found in compilation.diagnostics]},
        )
    data = artifact_bytes(compilation.artifact)
    found = digest(data)
    if found != body.digest:
        raise Conflict(
            "digest_mismatch",
            "The server compiled this source to another artifact than you did.",
            meta={"digest": found, "compiler": installed_version("talkif-flows")},
        )
    return _Built(compilation.artifact, data, source_map_data(compilation.source_map))


def _check_slug(artifact: Artifact, flow: Flow) -> None:
    if artifact.flow != flow.slug:
        problem = FieldError("source.entry", "mismatch", f"This is the flow `{artifact.flow}`, not `{flow.slug}`")
        raise Invalid("validation_failed", "The source belongs to another flow.", fields=(problem,))


def _check_expected(body: FlowPublish, running: VersionSummary | None) -> None:
    found = running.version if running is not None else None
    if "expected_version" in body.model_fields_set and body.expected_version != found:
        raise Conflict(
            "flow_version_conflict",
            f"{body.environment} runs {found or 'nothing'}, not {body.expected_version or 'nothing'}.",
            meta={"version": found},
        )


def _same(before: Artifact, after: Artifact) -> bool:
    """Nobody around the flow and no caller could tell them apart."""
    return (before.contract_hash, before.behaviour_hash) == (after.contract_hash, after.behaviour_hash)


async def _new_version(
    connection: Connection,
    account_id: AccountId,
    flow: Flow,
    body: FlowPublish,
    actor: str,
    running: VersionSummary | None,
    built: _Built,
) -> store.NewVersion:
    """Compared with what the environment runs, or with the highest version where it runs nothing yet."""
    taken = await store.numbers(connection, account_id, flow.id)
    base = running
    if base is None and taken:
        base = await store.find_version(connection, account_id, flow.id, numbering.form(max(taken)))
    changes: list[Change] = []
    if base is not None:
        changes = infer_bump(await store.load(connection, account_id, base.digest), built.artifact)
    bump = _bump(changes, body.bump)
    source = body.source.model_dump(by_alias=True)
    return store.NewVersion(
        flow_id=flow.id,
        version=numbering.next_number(numbering.parse(base.version), bump, taken) if base else numbering.FIRST,
        digest=body.digest,
        artifact=built.artifact,
        source_map=built.source_map,
        bump=bump if base else "first",
        changes=[
            {"rule": change.rule, "bump": change.bump, "subject": change.subject, "message": change.message}
            for change in changes
        ],
        source=source,
        provenance={
            "compiler": installed_version("talkif-flows"),
            "source": digest(canonical_json(source)),
        },
        notes=body.notes,
        published_by=actor,
    )


def _bump(changes: Sequence[Change], asked: Bump | None) -> Bump:
    """Raises Invalid when the author asks for less than the changes need."""
    needed: Bump = highest(change.bump for change in changes) or "patch"
    if asked is not None and _ORDER[asked] < _ORDER[needed]:
        reasons = "; ".join(change.message for change in changes if change.bump == needed)
        problem = FieldError("bump", "bump_too_low", f"The changes need at least {needed}: {reasons}")
        raise Invalid("validation_failed", f"The changes are {needed}, not {asked}.", fields=(problem,))
    return asked or needed
