"""Taking over a number that is at the carrier already."""

from __future__ import annotations

from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.phone import Number, NumberImport

from ..kit.db import Connection
from ..kit.phone_number import checked_e164
from ..providers import store as providers
from ..providers.carriers import Carriers
from ..providers.store import Stored
from . import purchase_store, store
from .purchase import carriage_of


async def take_over(tx: Connection, carriers: Carriers, account_id: AccountId, body: NumberImport) -> Number:
    """Twilio is asked for the number and told to send its calls to us. Raises Invalid, NotFound, Conflict, Unavailable.

    A trunk's number is taken as it is, and so is one of the platform's account where that account is not set.
    """
    number = checked_e164(body.number, "number")
    provider = await providers.find(tx, account_id, body.provider_id) if body.provider_id is not None else None
    carriage = carriage_of(provider)
    if body.provider is not None and body.provider != carriage.type:
        _refuse(body, carriage.type)
    await store.lock_number(tx, number)
    imported = await store.insert(tx, account_id, number, carriage, body.label)
    if carriage.type == "byoc_twilio" or (carriage.type == "managed_twilio" and carriers.is_managed_here):
        await store.keep_sid(tx, account_id, imported.id, await _route(tx, carriers, account_id, number, provider))
    return imported


async def _route(
    tx: Connection, carriers: Carriers, account_id: AccountId, number: str, provider: Stored | None
) -> str:
    """Twilio's id of the number, whose calls come to us from now on."""
    urls = carriers.urls()
    async with carriers.twilio(provider) as account:
        owned = await account.find(number)
        # In the platform's account lie numbers of every tenant: those that were bought here carry their purchase.
        if owned is None or (
            owned.friendly_name.startswith("purchase_")
            and not await purchase_store.is_own(tx, account_id, owned.friendly_name)
        ):
            raise Conflict("number_not_at_carrier", "The provider's account does not have this number.")
        await account.route(owned.sid, urls)
    return owned.sid


def _refuse(body: NumberImport, type_: str) -> None:
    if body.provider_id is None:
        problem = FieldError("providerId", "required", f"Numbers of the type {body.provider} belong to a provider")
    else:
        problem = FieldError("provider", "mismatch", f"The provider is of the type {type_}")
    raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
