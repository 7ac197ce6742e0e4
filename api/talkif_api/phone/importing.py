"""Taking over a number that is at the carrier already."""

from __future__ import annotations

from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.phone import Number, NumberImport

from ..kit.db import Connection
from ..kit.phone_number import checked_e164
from ..providers import store as providers
from ..providers.carriers import Carriers
from . import purchase_store, store
from .purchase import carriage_of


async def take_over(tx: Connection, carriers: Carriers, account_id: AccountId, body: NumberImport) -> Number:
    """Twilio is asked for the number and told to send its calls to us. Raises Invalid, NotFound, Conflict, Unavailable.

    Who may use a Twilio account of one's own proves by its credentials that its numbers are theirs. Those of the
    platform's account are of many tenants: one comes back only to whom its name at Twilio says it belongs. A trunk's
    number is taken as it is: it leads to nothing but that trunk, and keeps nobody else from the number.
    """
    number = checked_e164(body.number, "number")
    provider = await providers.find(tx, account_id, body.provider_id) if body.provider_id is not None else None
    carriage = carriage_of(provider)
    if body.provider is not None and body.provider != carriage.type:
        _refuse(body, carriage.type)
    await store.lock_number(tx, number)
    if carriage.type == "sip":
        return await store.insert(tx, account_id, number, carriage, body.label)
    # Numbers of the platform's account are named after their purchase, or the account that they were assigned to.
    is_managed = carriage.type == "managed_twilio"
    if is_managed and not carriers.is_managed_here:
        raise _not_assigned()
    urls = carriers.urls()
    async with carriers.twilio(provider) as account:
        owned = await account.find(number)
        name = owned.friendly_name if owned is not None else ""
        is_bought = is_managed and await purchase_store.is_own(tx, account_id, name)
        if is_managed and not is_bought and name != account_id:
            raise _not_assigned()
        if owned is None:
            raise Conflict("number_not_at_carrier", "The provider's account does not have this number.")
        imported = await store.insert(tx, account_id, number, carriage, body.label, purchased=is_bought)
        await account.route(owned.sid, urls)
    await store.keep_sid(tx, account_id, imported.id, owned.sid)
    return imported


def _not_assigned() -> Conflict:
    """The same whether the platform has the number or not, which is nobody's business."""
    return Conflict(
        "number_not_assigned",
        "Numbers of the platform's own Twilio account are bought, not imported. The platform's operator can hand one "
        "over: talkif admin numbers assign.",
    )


def _refuse(body: NumberImport, type_: str) -> None:
    if body.provider_id is None:
        problem = FieldError("providerId", "required", f"Numbers of the type {body.provider} belong to a provider")
    else:
        problem = FieldError("provider", "mismatch", f"The provider is of the type {type_}")
    raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
