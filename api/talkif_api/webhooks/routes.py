"""Webhooks over REST."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query

from talkif_schemas.errors import Conflict
from talkif_schemas.ids import new_webhook_id
from talkif_schemas.resources.webhooks import (
    EVENT_TYPES,
    DeliveryDetails,
    DeliveryList,
    DeliveryQuery,
    EventType,
    EventTypeList,
    EventTypeQuery,
    SecretRotate,
    Webhook,
    WebhookCreate,
    WebhookCreated,
    WebhookList,
    WebhookPatch,
    WebhookQuery,
)

from ..kit.paging import page_of
from ..kit.revision import IfMatch, expected_revision
from ..kit.route import SHOWN_ONCE, Caller, Sealing, Transaction, account_router
from . import delivery_store, outbox, store
from .sealing import seal_secret
from .signature import new_secret

router = account_router("webhooks", "/webhooks")

MAX_WEBHOOKS: Final = 50
WebhookPath = Annotated[str, Path(alias="webhookId")]
DeliveryPath = Annotated[str, Path(alias="deliveryId")]


@router.post("", status_code=201, openapi_extra={SHOWN_ONCE: ["secret"]})
async def create_webhook(body: WebhookCreate, caller: Caller, tx: Transaction, sealer: Sealing) -> WebhookCreated:
    """Messages are signed as Standard Webhooks says: https://www.standardwebhooks.com."""
    if await store.lock_and_count(tx, caller.account_id) >= MAX_WEBHOOKS:
        raise Conflict("webhook_limit_reached", f"An account has at most {MAX_WEBHOOKS} webhooks.")
    endpoint_id, secret = new_webhook_id(), new_secret()
    webhook = await store.insert(tx, caller.account_id, endpoint_id, body, seal_secret(sealer, endpoint_id, secret))
    return WebhookCreated(**webhook.model_dump(), secret=secret)


@router.get("")
async def list_webhooks(query: Annotated[WebhookQuery, Query()], caller: Caller, tx: Transaction) -> WebhookList:
    webhooks, meta = await store.list_all(tx, caller.account_id, query)
    return WebhookList(webhooks=webhooks, meta=meta)


@router.get("/event-types")
async def list_event_types(query: Annotated[EventTypeQuery, Query()]) -> EventTypeList:
    """Everything that can be sent."""
    known = [EventType(type=name, description=text) for name, text in EVENT_TYPES.items()]
    event_types, meta = page_of(known, query, lambda known: known.type)
    return EventTypeList(event_types=event_types, meta=meta)


@router.get("/{webhookId}")
async def get_webhook(webhook_id: WebhookPath, caller: Caller, tx: Transaction) -> Webhook:
    return await store.find(tx, caller.account_id, webhook_id)


@router.patch("/{webhookId}")
async def update_webhook(
    webhook_id: WebhookPath,
    body: WebhookPatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Webhook:
    """Disabling gives up what waits to be sent."""
    changes = body.model_dump(exclude_unset=True)
    webhook = await store.update(tx, caller.account_id, webhook_id, changes, expected_revision(if_match))
    if body.enabled is False:
        await store.give_up(tx, caller.account_id, webhook_id)
    return webhook


@router.delete("/{webhookId}", status_code=204)
async def delete_webhook(webhook_id: WebhookPath, caller: Caller, tx: Transaction) -> None:
    await store.delete(tx, caller.account_id, webhook_id)


@router.post("/{webhookId}/rotate-secret", openapi_extra={SHOWN_ONCE: ["secret"]})
async def rotate_webhook_secret(
    webhook_id: WebhookPath, body: SecretRotate, caller: Caller, tx: Transaction, sealer: Sealing
) -> WebhookCreated:
    secret = new_secret()
    sealed = seal_secret(sealer, webhook_id, secret)
    webhook = await store.replace_secret(tx, caller.account_id, webhook_id, sealed, body.overlap_secs)
    return WebhookCreated(**webhook.model_dump(), secret=secret)


@router.post("/{webhookId}/test", status_code=202)
async def test_webhook(webhook_id: WebhookPath, caller: Caller, tx: Transaction) -> Webhook:
    """Send an event of the type `webhook.test` to this endpoint alone; the delivery log says what came of it."""
    webhook = await store.find(tx, caller.account_id, webhook_id)
    if not webhook.enabled:
        raise Conflict("webhook_disabled", "The webhook is disabled. Enable it first.")
    await outbox.tell(tx, caller.account_id, "webhook.test", {"webhookId": webhook_id}, [webhook_id])
    return webhook


@router.get("/{webhookId}/deliveries")
async def list_deliveries(
    webhook_id: WebhookPath, query: Annotated[DeliveryQuery, Query()], caller: Caller, tx: Transaction
) -> DeliveryList:
    """Kept for 30 days."""
    await store.find(tx, caller.account_id, webhook_id)
    deliveries, meta = await delivery_store.list_all(tx, caller.account_id, webhook_id, query)
    return DeliveryList(deliveries=deliveries, meta=meta)


@router.get("/{webhookId}/deliveries/{deliveryId}")
async def get_delivery(
    webhook_id: WebhookPath, delivery_id: DeliveryPath, caller: Caller, tx: Transaction
) -> DeliveryDetails:
    return await delivery_store.details(tx, caller.account_id, webhook_id, delivery_id)


@router.post("/{webhookId}/deliveries/{deliveryId}/redeliver", status_code=202)
async def redeliver(
    webhook_id: WebhookPath, delivery_id: DeliveryPath, caller: Caller, tx: Transaction
) -> DeliveryDetails:
    """Send the same message once more, as a new delivery with the same `webhook-id`."""
    webhook = await store.find(tx, caller.account_id, webhook_id)
    if not webhook.enabled:
        raise Conflict("webhook_disabled", "The webhook is disabled. Enable it first.")
    before = await delivery_store.details(tx, caller.account_id, webhook_id, delivery_id)
    again = await outbox.send(tx, caller.account_id, webhook_id, before.message_id)
    return await delivery_store.details(tx, caller.account_id, webhook_id, again)
