"""Phone numbers over REST."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import new_number_id
from talkif_schemas.resources.bodies import PageQuery
from talkif_schemas.resources.phone import FlowConnection, Number, NumberImport, NumberList

from ..kit.phone_number import checked_e164
from ..kit.route import Caller, Transaction, account_router
from . import store

router = account_router("phone", "/phone")

NumberPath = Annotated[str, Path(alias="numberId")]
_MISSING: Final = "There is no such phone number."


@router.post("/import", status_code=201)
async def import_number(body: NumberImport, caller: Caller, tx: Transaction) -> Number:
    """Take over a number that the carrier already routes to us."""
    number = await store.insert_number(
        tx, caller.account_id, new_number_id(), checked_e164(body.number, "number"), body.provider, body.label
    )
    if number is None:
        raise Conflict("number_already_exists", "The phone number is in use already.")
    return number


@router.get("/numbers")
async def list_numbers(page: Annotated[PageQuery, Query()], caller: Caller, tx: Transaction) -> NumberList:
    numbers, meta = await store.list_numbers(tx, caller.account_id, page)
    return NumberList(numbers=numbers, meta=meta)


@router.get("/numbers/{numberId}")
async def get_number(number_id: NumberPath, caller: Caller, tx: Transaction) -> Number:
    number = await store.find_number(tx, caller.account_id, number_id)
    if number is None:
        raise NotFound("number_not_found", _MISSING)
    return number


@router.delete("/numbers/{numberId}", status_code=204)
async def release_number(number_id: NumberPath, caller: Caller, tx: Transaction) -> None:
    """Forget the number here; at the carrier it stays the account's own."""
    if not await store.delete_number(tx, caller.account_id, number_id):
        raise NotFound("number_not_found", _MISSING)


@router.post("/numbers/{numberId}/connect-flow")
async def connect_flow(number_id: NumberPath, body: FlowConnection, caller: Caller, tx: Transaction) -> Number:
    """Let a flow answer the number from the next call on."""
    published = await store.is_published(tx, caller.account_id, body.flow_id, body.environment)
    if published is None:
        raise NotFound("flow_not_found", "There is no such flow.")
    if not published:
        raise Conflict("flow_not_published", f"The flow has no version in {body.environment}.")
    number = await store.connect(tx, caller.account_id, number_id, body.flow_id, body.environment)
    if number is None:
        raise NotFound("number_not_found", _MISSING)
    return number


@router.post("/numbers/{numberId}/disconnect-flow")
async def disconnect_flow(number_id: NumberPath, caller: Caller, tx: Transaction) -> Number:
    """Callers hear that the number is not in service."""
    number = await store.connect(tx, caller.account_id, number_id, None, None)
    if number is None:
        raise NotFound("number_not_found", _MISSING)
    return number
