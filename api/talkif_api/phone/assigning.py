"""Handing a number of the platform's own Twilio account over to an account, which only the operator does."""

from __future__ import annotations

from talkif_schemas.errors import Conflict
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.phone import Number

from ..kit.db import Connection
from ..kit.phone_number import checked_e164
from ..providers.carriers import Carriers
from . import purchase_store, store
from .purchase import carriage_of


async def assign(connection: Connection, carriers: Carriers, account_id: AccountId, text: str) -> Number:
    """From now on the number is the account's: its name at Twilio says so, and its calls come to us.

    Where the platform's account is not set, the number is taken as it is. Raises Invalid, Conflict and Unavailable.
    """
    number = checked_e164(text, "number")
    await store.lock_number(connection, number)
    if await purchase_store.is_open(connection, number):
        raise Conflict("number_purchase_in_progress", "It is not known yet whether somebody has bought this number.")
    assigned = await store.insert(connection, account_id, number, carriage_of(None), label="")
    if carriers.is_managed_here:
        urls = carriers.urls()
        async with carriers.twilio(None) as account:
            owned = await account.find(number)
            if owned is None:
                raise Conflict("number_not_at_carrier", "The platform's Twilio account does not have this number.")
            await account.route(owned.sid, urls, friendly_name=account_id)
        await store.keep_sid(connection, account_id, assigned.id, owned.sid)
    return assigned
