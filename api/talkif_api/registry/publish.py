"""Publishing: compile again, compare digests, decide the version, keep it for good, move the pointer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.metadata import version as installed_version

from talkif_compiler.pipeline import Compilation, compile_flow
from talkif_compiler.render.json import diagnostic_json
from talkif_compiler.semver import highest, infer_bump
from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import artifact_bytes, canonical_json, digest
from talkif_schemas.errors import Conflict, Invalid, NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.flows import Bump, Flow, FlowPublish, Validation, VersionSummary

from ..kit.db import Connection
from . import numbering, store

#: Compilations of a process at one time: they take a core each.
_COMPILING = asyncio.Semaphore(2)
_ORDER: Mapping[str, int] = {"patch": 0, "minor": 1, "major": 2}


async def compile_source(entry: str, files: Mapping[str, str]) -> Compilation:
    """Off the event loop."""
    async with _COMPILING:
        return await asyncio.to_thread(compile_flow, files, entry)


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

    Raises NotFound, Invalid (the flow has errors, or is another flow), Conflict (digest or expected version differ).
    """
    artifact, data = await _compiled(body)
    flow = await store.find_flow(connection, account_id, flow_id, lock=True)
    if flow is None:
        raise NotFound("flow_not_found", "There is no such flow.")
    _check_slug(artifact, flow)
    running = await store.pointed_at(connection, account_id, flow_id, body.environment)
    if body.expected_version is not None and (running is None or running.version != body.expected_version):
        found = running.version if running is not None else None
        raise Conflict(
            "flow_version_conflict",
            f"{body.environment} runs {found or 'nothing'}, not {body.expected_version}.",
            meta={"version": found},
        )
    before = await store.load(connection, account_id, running.digest) if running is not None else None
    if running is not None and before is not None and _same(before, artifact):
        return running, False
    new = await _new_version(connection, account_id, flow, body, actor, running, before, artifact)
    stored = await store.insert_version(connection, account_id, new, data)
    await store.move_pointer(
        connection, account_id, flow_id, body.environment, new.text, act="publish", actor=actor, reason=body.notes
    )
    return stored, True


async def _compiled(body: FlowPublish) -> tuple[Artifact, bytes]:
    compilation = await compile_source(body.source.entry, body.source.files)
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
    return compilation.artifact, data


def _check_slug(artifact: Artifact, flow: Flow) -> None:
    if artifact.flow != flow.slug:
        raise Invalid("flow_invalid", f"The source is the flow `{artifact.flow}`, and this is `{flow.slug}`.")


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
    before: Artifact | None,
    artifact: Artifact,
) -> store.NewVersion:
    changes = infer_bump(before, artifact) if before is not None else []
    inferred: Bump = highest(change.bump for change in changes) or "patch"
    bump = max((inferred, body.bump or "patch"), key=_ORDER.__getitem__)
    taken = await store.numbers(connection, account_id, flow.id)
    base = numbering.parse(running.version) if running is not None else max(taken, default=None)
    source = body.source.model_dump(by_alias=True)
    return store.NewVersion(
        flow_id=flow.id,
        version=numbering.next_number(base, bump, taken) if base is not None else numbering.FIRST,
        digest=body.digest,
        artifact=artifact,
        bump=bump if base is not None else "first",
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
