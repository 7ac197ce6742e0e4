"""Buying a number, so that a process that dies in between neither buys twice nor forgets what it bought.

Twilio has no idempotency keys. So the purchase is written down first, in a transaction of its own, and its id becomes
the number's name at Twilio: whoever comes back looks for that name. A job comes back in any case.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from talkif_schemas.errors import Conflict, TalkifError, Unavailable
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.phone import Number

from ..kit import audit
from ..kit.db import Connection, Database
from ..kit.jobs import Parts, Task, defer
from ..providers import store as providers
from ..providers.carriers import Carriers
from ..providers.store import Stored
from ..providers.twilio_account import CarrierUrls, OwnedNumber, TwilioAccount
from ..webhooks.outbox import announce
from . import purchase_store, store
from .purchase_store import Purchase
from .store import Carriage

SETTLE: Final = "phone.settle_purchase"
#: No request waits this long for Twilio.
_LOOK_AFTER: Final = timedelta(minutes=2)
_LOOK_AGAIN: Final = timedelta(minutes=10)
_GIVE_UP: Final = timedelta(days=3)


async def buy(
    tx: Connection,
    journals: Database,
    carriers: Carriers,
    account_id: AccountId,
    number: str,
    label: str,
    provider: Stored | None,
) -> Number:
    """`provider`: None is the platform's own account. Raises Conflict; Unavailable when nobody knows what happened."""
    urls = carriers.urls()
    carriage = carriage_of(provider)
    await store.lock_number(tx, number)
    bought = await store.insert(tx, account_id, number, carriage, label, purchased=True)
    async with carriers.twilio(provider) as account:
        async with journals.transaction(account_id) as journal:
            purchase, is_new = await purchase_store.begin(journal, account_id, number, carriage.provider_id, label)
            if is_new:
                await _look(journal, purchase, purchase.created_at + _LOOK_AFTER)
        try:
            owned = None if is_new else await _bought(account, purchase)
            owned = owned or await _buy(account, purchase, urls)
        except Conflict as error:
            if is_new:  # Nothing was bought. What came of an earlier request for the same, the job finds out.
                async with journals.transaction(account_id) as journal:
                    await purchase_store.settle(journal, account_id, purchase.purchase_id, error.code)
            raise
    await _keep(tx, account_id, bought, purchase, owned)
    return bought


def carriage_of(provider: Stored | None) -> Carriage:
    return Carriage("managed_twilio", None) if provider is None else Carriage(provider.shown.type, provider.shown.id)


async def _buy(account: TwilioAccount, purchase: Purchase, urls: CarrierUrls) -> OwnedNumber:
    """Raises Conflict when nothing was bought, Unavailable when that is not known."""
    try:
        return await account.buy(purchase.number, purchase.purchase_id, urls)
    except Unavailable as lost:
        # The answer was lost; perhaps the act was not.
        try:
            owned = await _bought(account, purchase)
        except Conflict:
            raise lost from None
        if owned is None:
            raise
        return owned


async def _bought(account: TwilioAccount, purchase: Purchase) -> OwnedNumber | None:
    """What this very purchase bought."""
    owned = await account.find(purchase.number)
    return owned if owned is not None and owned.friendly_name == purchase.purchase_id else None


async def _keep(tx: Connection, account_id: AccountId, number: Number, purchase: Purchase, owned: OwnedNumber) -> None:
    await store.keep_sid(tx, account_id, number.id, owned.sid)
    await purchase_store.settle(tx, account_id, purchase.purchase_id, None)
    data = {"numberId": number.id, "number": number.number, "providerId": number.provider_id}
    await announce(tx, account_id, "phone.number_purchased", data)


async def settle_purchase(parts: Parts, account_id: AccountId, purchase_id: str) -> None:
    """Find out what came of a purchase whose process never came back."""
    now = datetime.fromtimestamp(parts.clock(), UTC)
    async with parts.database.transaction(account_id) as tx:
        purchase = await purchase_store.unsettled(tx, account_id, purchase_id)
        if purchase is None:
            return
        try:
            await _settle(tx, Carriers(parts.settings, parts.sealer, parts.vendor_places), account_id, purchase)
        except TalkifError as error:
            if now - purchase.created_at < _GIVE_UP:
                await _look(tx, purchase, now + _LOOK_AGAIN)
            else:
                await purchase_store.settle(tx, account_id, purchase_id, error.code)


async def _settle(tx: Connection, carriers: Carriers, account_id: AccountId, purchase: Purchase) -> None:
    await store.lock_number(tx, purchase.number)
    provider = None
    if purchase.provider_id is not None:
        provider = await providers.find(tx, account_id, purchase.provider_id)
    async with carriers.twilio(provider) as account:
        owned = await _bought(account, purchase)
    if owned is None:
        await purchase_store.settle(tx, account_id, purchase.purchase_id, "vendor_unreachable")
        return
    carriage = carriage_of(provider)
    number = await store.insert(tx, account_id, purchase.number, carriage, purchase.label, purchased=True)
    await _keep(tx, account_id, number, purchase, owned)
    await audit.note(tx, account_id, "system", action="purchaseNumber", resource="phone", target=number.id)


async def _look(connection: Connection, purchase: Purchase, at: datetime) -> None:
    await defer(connection, SETTLE, {"purchase_id": purchase.purchase_id}, at=at, one_at_a_time=purchase.purchase_id)


TASKS: Final = (Task(SETTLE, settle_purchase),)
