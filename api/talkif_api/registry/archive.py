"""When a flow may leave the list: archived, which can be undone, or deleted, which cannot."""

from __future__ import annotations

from psycopg.errors import ForeignKeyViolation, UniqueViolation

from talkif_schemas.errors import Conflict
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.flows import Flow

from ..kit.db import Connection
from . import store


def refuse_archived(flow: Flow) -> None:
    """Raises Conflict when nothing new may run of the flow."""
    if flow.archived_at is not None:
        raise Conflict("flow_archived", "The flow is archived. Unarchive it first.")


async def archive(connection: Connection, account_id: AccountId, flow_id: str) -> Flow:
    """Archiving twice is archiving once. Raises NotFound; Conflict names the phone numbers that it answers."""
    flow = await store.find(connection, account_id, flow_id, lock=True)
    if flow.archived_at is not None:
        return flow
    numbers = await store.connected_numbers(connection, account_id, flow_id)
    if numbers:
        raise Conflict(
            "flow_in_use",
            f"The flow answers {', '.join(number['number'] for number in numbers)}. Disconnect it first.",
            meta={"numbers": numbers},
        )
    return await store.set_archived(connection, account_id, flow_id, is_archived=True)


async def unarchive(connection: Connection, account_id: AccountId, flow_id: str) -> Flow:
    """Raises NotFound; Conflict when another flow has taken the slug meanwhile."""
    flow = await store.find(connection, account_id, flow_id, lock=True)
    if flow.archived_at is None:
        return flow
    try:
        return await store.set_archived(connection, account_id, flow_id, is_archived=False)
    except UniqueViolation:
        raise store.slug_taken(flow.slug) from None


async def delete(connection: Connection, account_id: AccountId, flow_id: str) -> None:
    """Raises NotFound; Conflict when the flow was published, or something refers to it."""
    flow = await store.find(connection, account_id, flow_id, lock=True)
    in_use = Conflict("flow_in_use", "The flow was published or is in use. Archive it instead.")
    if flow.latest_version is not None:
        raise in_use
    try:
        await store.delete(connection, account_id, flow_id)
    except ForeignKeyViolation:
        raise in_use from None
