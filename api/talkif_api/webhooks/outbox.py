"""What happened is written down in the transaction in which it happens, with a job for each who wants to hear it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.webhooks import EVENT_TYPES

from ..kit.db import Connection
from ..kit.jobs import defer
from . import store

DELIVER = "webhooks.deliver"


async def announce(connection: Connection, account_id: AccountId, event_type: str, data: Mapping[str, Any]) -> None:
    """Tell the endpoints of the account that want events of this type. `data` is JSON in camelCase."""
    if event_type not in EVENT_TYPES:
        raise ValueError(f"{event_type} is no type of event: add it to EVENT_TYPES")
    family = event_type.partition(".")[0]
    wanting = await store.wanting(connection, account_id, [event_type, f"{family}.*", "*"])
    if wanting:
        await tell(connection, account_id, event_type, data, wanting)


async def tell(
    connection: Connection, account_id: AccountId, event_type: str, data: Mapping[str, Any], endpoints: list[str]
) -> None:
    """Tell these endpoints, whatever they want to hear of."""
    message_id = await store.insert_message(connection, account_id, event_type, data)
    for endpoint_id in endpoints:
        await send(connection, account_id, endpoint_id, message_id)


async def send(connection: Connection, account_id: AccountId, endpoint_id: str, message_id: str) -> str:
    """The id of the delivery."""
    delivery_id = await store.insert_delivery(connection, account_id, endpoint_id, message_id)
    await defer(connection, DELIVER, {"delivery_id": delivery_id}, one_at_a_time=delivery_id)
    return delivery_id
