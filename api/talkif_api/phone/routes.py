"""Phone numbers over REST."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.phone import (
    AvailableNumberList,
    AvailableQuery,
    FlowConnection,
    Number,
    NumberImport,
    NumberList,
    NumberPatch,
    NumberPurchase,
    NumberQuery,
    Release,
)
from talkif_schemas.resources.problems import Problem

from ..kit.db import Connection
from ..kit.paging import page_of
from ..kit.phone_number import checked_e164
from ..kit.revision import IfMatch, expected_revision
from ..kit.route import Caller, Journals, Transaction, account_router
from ..providers import store as providers
from ..providers.routes import Vendors
from ..providers.store import Stored
from . import importing, purchase, release, store

router = account_router("phone", "/phone")

NumberPath = Annotated[str, Path(alias="numberId")]


@router.get("/available", responses={409: {"model": Problem, "description": "There is no account to look with."}})
async def list_available_numbers(
    query: Annotated[AvailableQuery, Query()], caller: Caller, tx: Transaction, carriers: Vendors
) -> AvailableNumberList:
    """What Twilio sells now."""
    provider = await _seller(tx, caller.account_id, query.provider_id)
    country = query.country or await store.default_country(tx, caller.account_id)
    async with carriers.twilio(provider) as account:
        shown = await account.available(country, query)
    numbers, meta = page_of(shown, query, lambda number: number.phone_number)
    return AvailableNumberList(numbers=numbers, meta=meta)


@router.post("/purchase", status_code=201)
async def purchase_number(
    body: NumberPurchase, caller: Caller, tx: Transaction, journals: Journals, carriers: Vendors
) -> Number:
    """Buy a number and let its calls come here. After 503 send the request again: nothing is bought twice."""
    number = checked_e164(body.phone_number, "phoneNumber")
    provider = await _seller(tx, caller.account_id, body.provider_id)
    return await purchase.buy(tx, journals, carriers, caller.account_id, number, body.label, provider)


@router.post("/import", status_code=201)
async def import_number(body: NumberImport, caller: Caller, tx: Transaction, carriers: Vendors) -> Number:
    """Take over a number that the account has already. At Twilio it is looked up, and its calls are sent here.

    A trunk's number is taken as it is. Numbers of the platform's own account are bought, not imported: only those
    that the account bought before, or that the platform's operator has handed to it, come back this way.
    """
    return await importing.take_over(tx, carriers, caller.account_id, body)


@router.get("/numbers")
async def list_numbers(query: Annotated[NumberQuery, Query()], caller: Caller, tx: Transaction) -> NumberList:
    numbers, meta = await store.list_all(tx, caller.account_id, query)
    return NumberList(numbers=numbers, meta=meta)


@router.get("/numbers/{numberId}")
async def get_number(number_id: NumberPath, caller: Caller, tx: Transaction) -> Number:
    return await store.find(tx, caller.account_id, number_id)


@router.patch("/numbers/{numberId}")
async def update_number(
    number_id: NumberPath,
    body: NumberPatch,
    caller: Caller,
    tx: Transaction,
    if_match: IfMatch = None,
) -> Number:
    return await store.update_label(tx, caller.account_id, number_id, body.label, expected_revision(if_match))


@router.delete("/numbers/{numberId}", status_code=204)
async def release_number(
    number_id: NumberPath, how: Annotated[Release, Query()], caller: Caller, tx: Transaction, carriers: Vendors
) -> None:
    """A number that was bought on the platform's account goes back to Twilio; any other is forgotten here alone."""
    await release.release(tx, carriers, caller.account_id, number_id, keep=how.keep)


@router.post("/numbers/{numberId}/connect-flow")
async def connect_flow(number_id: NumberPath, body: FlowConnection, caller: Caller, tx: Transaction) -> Number:
    """Let a flow answer the number from the next call on. Calls of SIP trunks are not answered yet."""
    await store.check_published(tx, caller.account_id, body)
    await store.check_answerable(tx, caller.account_id, number_id)
    return await store.connect(tx, caller.account_id, number_id, body)


@router.post("/numbers/{numberId}/disconnect-flow")
async def disconnect_flow(number_id: NumberPath, caller: Caller, tx: Transaction) -> Number:
    """Callers hear that the number is not in service."""
    return await store.connect(tx, caller.account_id, number_id, None)


async def _seller(tx: Connection, account_id: AccountId, provider_id: str | None) -> Stored | None:
    """None: the platform's own account. Locked, so that nobody deletes it meanwhile. Raises NotFound and Invalid."""
    if provider_id is None:
        return None
    provider = await providers.find(tx, account_id, provider_id, for_update=True)
    if provider.shown.type == "sip":
        problem = FieldError("providerId", "mismatch", "SIP trunks sell no numbers")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return provider
