"""Giving a number up."""

from __future__ import annotations

from talkif_schemas.ids import AccountId

from ..kit.db import Connection
from ..providers import store as providers
from ..providers.carriers import Carriers
from ..webhooks.outbox import announce
from . import store


async def release(tx: Connection, carriers: Carriers, account_id: AccountId, number_id: str, *, keep: bool) -> None:
    """What was bought on the platform's account is given back to Twilio; other accounts keep what is theirs.

    Twilio is told first: when this process dies in between, releasing it once more finds it gone. Raises NotFound,
    Conflict and Unavailable.
    """
    number = await store.find(tx, account_id, number_id, for_update=True)
    sid = await store.carrier_sid(tx, account_id, number_id)
    kept = keep or not number.purchased or number.provider != "managed_twilio" or sid is None
    if sid is not None and not kept:
        provider = await providers.find(tx, account_id, number.provider_id) if number.provider_id is not None else None
        async with carriers.twilio(provider) as account:
            await account.release(sid)
    await store.delete(tx, account_id, number_id)
    data = {"numberId": number.id, "number": number.number, "providerId": number.provider_id, "kept": kept}
    await announce(tx, account_id, "phone.number_released", data)
