"""What environments run: one version, or several that share the calls out among them."""

from __future__ import annotations

from collections.abc import Sequence

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.environments import EnvironmentPut, Pointer, VersionWeight
from talkif_schemas.resources.flow_versions import FlowRollback

from ..kit.db import Connection
from ..kit.revision import check_revision
from ..webhooks.outbox import announce
from . import pointer_store, store, version_store
from .archive import refuse_archived


def main_and_canaries(shares: Sequence[VersionWeight]) -> tuple[str, list[VersionWeight]]:
    """The version with the most calls, of equal ones the first; and the others."""
    main = max(shares, key=lambda share: share.weight_percent)
    return main.version, [share for share in shares if share is not main]


async def find(connection: Connection, account_id: AccountId, flow_id: str, environment: str) -> Pointer:
    """Raises NotFound."""
    pointer = await pointer_store.find(connection, account_id, flow_id, environment)
    if pointer is None:
        raise NotFound("environment_not_found", f"The flow has no version in {environment}.")
    return pointer


async def share_out(
    connection: Connection,
    account_id: AccountId,
    flow_id: str,
    environment: str,
    body: EnvironmentPut,
    actor: str,
    expected: int | None,
) -> Pointer:
    """Raises NotFound, Conflict when the flow is archived, PreconditionFailed. `expected`: revision of the pointer."""
    refuse_archived(await store.find(connection, account_id, flow_id, lock=True))
    before = await pointer_store.find(connection, account_id, flow_id, environment)
    check_revision(before.revision if before is not None else 0, expected)
    for share in body.versions:
        await version_store.find(connection, account_id, flow_id, share.version)
    main, canaries = main_and_canaries(body.versions)
    pointer = await pointer_store.move(
        connection, account_id, flow_id, environment, main, canaries, act="split", actor=actor, reason=body.reason
    )
    await announce(
        connection,
        account_id,
        "flow.split",
        {
            "flowId": flow_id,
            "environment": environment,
            "versions": [share.model_dump(by_alias=True) for share in body.versions],
            "reason": body.reason,
        },
    )
    return pointer


async def roll_back(
    connection: Connection, account_id: AccountId, flow_id: str, body: FlowRollback, actor: str
) -> Pointer:
    """One version for all calls, pinned. Raises NotFound, and Conflict for what was never published or is archived."""
    refuse_archived(await store.find(connection, account_id, flow_id, lock=True))
    await version_store.find(connection, account_id, flow_id, body.version)
    if await pointer_store.find(connection, account_id, flow_id, body.environment) is None:
        raise Conflict("flow_not_published", f"The flow has no version in {body.environment}.")
    pointer = await pointer_store.move(
        connection, account_id, flow_id, body.environment, body.version, act="rollback", actor=actor,
        reason=body.reason,
    )  # fmt: skip
    await announce(
        connection,
        account_id,
        "flow.rolled_back",
        {
            "flowId": flow_id,
            "version": body.version,
            "environment": body.environment,
            "reason": body.reason,
        },
    )
    return pointer
