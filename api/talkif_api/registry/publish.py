"""Publishing: compile again, compare digests, decide the version, keep it for good, move the pointer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version as installed_version
from typing import Any, Final

from talkif_compiler.semver import highest
from talkif_schemas.canonical import canonical_json, digest
from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.environments import Pointer
from talkif_schemas.resources.flow_versions import Bump, ChangeRecord, FlowPublish, VersionSummary
from talkif_schemas.resources.flows import Flow, Source

from ..kit.aside import Aside
from ..kit.db import Connection
from ..webhooks.outbox import announce
from . import compiling, numbering, pointer_store, store, version_store
from .archive import refuse_archived
from .compiling import Built
from .version_store import NewVersion

_ORDER: Final[Mapping[str, int]] = {"patch": 0, "minor": 1, "major": 2}


async def publish(
    connection: Connection, aside: Aside, account_id: AccountId, flow_id: str, body: FlowPublish, actor: str
) -> tuple[VersionSummary, bool]:
    """The version that the environment runs afterwards, and whether it is new.

    An artifact that another environment runs already keeps its version, so that promoting it makes no second one.
    Raises NotFound, Invalid (the flow has errors, is another flow, or the bump is too low), Conflict (digest or
    expected version differ, or the flow is archived).
    """
    built = _compiled(aside, body)
    flow = await store.find(connection, account_id, flow_id, lock=True)
    refuse_archived(flow)
    check_slug(built, flow)
    pointer = await pointer_store.find(connection, account_id, flow_id, body.environment)
    running = None
    if pointer is not None:
        running = await version_store.find(connection, account_id, flow_id, pointer.versions[0].version)
    _check_expected(body, running)
    if running is not None and _same(running, built):
        version, is_new = running, False
    else:
        version, is_new = await _version(connection, aside, account_id, flow, body, actor, running, built)
    if body.signature is not None and version.digest == body.digest:
        await version_store.insert_signature(connection, account_id, body.digest, body.signature)
    if not _runs_alone(pointer, version):
        await pointer_store.move(
            connection, account_id, flow_id, body.environment, version.version, act="publish", actor=actor,
            reason=body.notes,
        )  # fmt: skip
        await announce(
            connection,
            account_id,
            "flow.published",
            {
                "flowId": flow_id,
                "version": version.version,
                "environment": body.environment,
                "digest": version.digest,
            },
        )
    return version, is_new


def provenance(source: Source) -> dict[str, Any]:
    """Where a version comes from: the compiler that made it, and the digest of its source."""
    return {
        "compiler": installed_version("talkif-flows"),
        "source": digest(canonical_json(source.model_dump(by_alias=True))),
    }


def _compiled(aside: Aside, body: FlowPublish) -> Built:
    built = compiling.build(aside, body.source, body.environment)
    if built.digest != body.digest:
        raise Conflict(
            "digest_mismatch",
            "The server compiled this source to another artifact than you did.",
            meta={"digest": built.digest, "compiler": installed_version("talkif-flows")},
        )
    return built


def check_slug(built: Built, flow: Flow) -> None:
    if built.flow != flow.slug:
        problem = FieldError("source.entry", "mismatch", f"This is the flow `{built.flow}`, not `{flow.slug}`")
        raise Invalid("validation_failed", "The source belongs to another flow.", fields=(problem,))


def _check_expected(body: FlowPublish, running: VersionSummary | None) -> None:
    found = running.version if running is not None else None
    if "expected_version" in body.model_fields_set and body.expected_version != found:
        raise Conflict(
            "flow_version_conflict",
            f"{body.environment} runs {found or 'nothing'}, not {body.expected_version or 'nothing'}.",
            meta={"version": found},
        )


def _same(running: VersionSummary, built: Built) -> bool:
    """Nobody around the flow and no caller could tell them apart."""
    return (running.contract_hash, running.behaviour_hash) == (built.contract_hash, built.behaviour_hash)


def _runs_alone(pointer: Pointer | None, version: VersionSummary) -> bool:
    return pointer is not None and [share.version for share in pointer.versions] == [version.version]


async def _version(
    connection: Connection,
    aside: Aside,
    account_id: AccountId,
    flow: Flow,
    body: FlowPublish,
    actor: str,
    running: VersionSummary | None,
    built: Built,
) -> tuple[VersionSummary, bool]:
    """The version with this artifact, and whether it is new.

    A new one is compared with what the environment runs, or with the highest version where it runs nothing yet.
    """
    stored = await version_store.find_by_digest(connection, account_id, flow.id, built.digest)
    if stored is not None:
        return stored, False
    base = running
    if base is None and flow.latest_version is not None:
        base = await version_store.find(connection, account_id, flow.id, flow.latest_version)
    changes: list[ChangeRecord] = []
    if base is not None:
        before = await version_store.artifact(connection, account_id, base.digest)
        changes = compiling.changes(aside, before, built.artifact)
    bump = _bump(changes, body.bump)
    number = numbering.FIRST
    if base is not None:
        taken = await version_store.numbers(connection, account_id, flow.id)
        number = numbering.next_number(numbering.parse(base.version), bump, taken)
    new = NewVersion(
        flow_id=flow.id,
        version=number,
        built=built,
        bump=bump if base is not None else "first",
        changes=changes,
        source=body.source,
        provenance=provenance(body.source),
        notes=body.notes,
        published_by=actor,
    )
    return await version_store.insert(connection, account_id, new), True


def _bump(changes: Sequence[ChangeRecord], asked: Bump | None) -> Bump:
    """Raises Invalid when the author asks for less than the changes need."""
    needed: Bump = highest(change.bump for change in changes) or "patch"
    if asked is not None and _ORDER[asked] < _ORDER[needed]:
        reasons = "; ".join(change.message for change in changes if change.bump == needed)
        problem = FieldError("bump", "bump_too_low", f"The changes need at least {needed}: {reasons}")
        raise Invalid("validation_failed", f"The changes are {needed}, not {asked}.", fields=(problem,))
    return asked or needed
