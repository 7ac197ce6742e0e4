"""Telephony providers over REST."""

from __future__ import annotations

from typing import Annotated, Any, Final, cast, get_args

from fastapi import Depends, Path, Query, Request

from talkif_schemas.errors import Conflict, TalkifError
from talkif_schemas.ids import new_provider_id
from talkif_schemas.provider_credentials import seal_credentials
from talkif_schemas.resources.providers import (
    Credentials,
    Provider,
    ProviderCreate,
    ProviderList,
    ProviderPatch,
    ProviderQuery,
    ProviderTest,
    SipConfig,
    TestCode,
    TwilioCredentials,
)
from talkif_schemas.sealed import Sealer

from ..kit.clock import monotonic_s
from ..kit.revision import IfMatch, check_revision, expected_revision
from ..kit.route import Caller, Sealing, Transaction, account_router
from . import store
from .carriers import Carriers
from .changes import check_change

router = account_router("providers", "/providers")

MAX_PROVIDERS: Final = 50
ProviderPath = Annotated[str, Path(alias="providerId")]


async def _carriers_of(request: Request) -> Carriers:
    carriers: Carriers = request.app.state.carriers
    return carriers


#: The vendors, as this process reaches them.
Vendors = Annotated[Carriers, Depends(_carriers_of)]


@router.post("", status_code=201)
async def create_provider(body: ProviderCreate, caller: Caller, tx: Transaction, sealer: Sealing) -> Provider:
    """Credentials are sealed and never answered back. Nobody is asked whether they work: that is `/test`."""
    wanted = body.root
    if await store.lock_and_count(tx, caller.account_id) >= MAX_PROVIDERS:
        raise Conflict("provider_limit_reached", f"An account has at most {MAX_PROVIDERS} telephony providers.")
    provider_id = new_provider_id()
    return await store.insert(
        tx,
        caller.account_id,
        provider_id,
        name=wanted.name,
        type_=wanted.type,
        config=wanted.config.model_dump(by_alias=True),
        **_sealed(sealer, provider_id, wanted.credentials),
    )


@router.get("")
async def list_providers(query: Annotated[ProviderQuery, Query()], caller: Caller, tx: Transaction) -> ProviderList:
    providers, meta = await store.list_all(tx, caller.account_id, query)
    return ProviderList(providers=providers, meta=meta)


@router.get("/{providerId}")
async def get_provider(provider_id: ProviderPath, caller: Caller, tx: Transaction) -> Provider:
    return (await store.find(tx, caller.account_id, provider_id)).shown


@router.patch("/{providerId}")
async def update_provider(
    provider_id: ProviderPath,
    body: ProviderPatch,
    caller: Caller,
    tx: Transaction,
    sealer: Sealing,
    if_match: IfMatch = None,
) -> Provider:
    before = (await store.find(tx, caller.account_id, provider_id, for_update=True)).shown
    check_revision(before.revision, expected_revision(if_match))
    check_change(before, body)
    changes: dict[str, Any] = {}
    if body.name is not None:
        changes["name"] = body.name
    if body.config is not None:
        changes["config"] = body.config.model_dump(by_alias=True)
    is_nameless_trunk = isinstance(body.config, SipConfig) and body.config.username is None
    if body.credentials is not None or is_nameless_trunk:
        changes |= _sealed(sealer, provider_id, body.credentials)
    return await store.update(tx, caller.account_id, provider_id, changes) if changes else before


@router.delete("/{providerId}", status_code=204)
async def delete_provider(provider_id: ProviderPath, caller: Caller, tx: Transaction) -> None:
    """Refused while phone numbers use it."""
    await store.delete(tx, caller.account_id, provider_id)


@router.post("/{providerId}/test")
async def test_provider(provider_id: ProviderPath, caller: Caller, tx: Transaction, carriers: Vendors) -> ProviderTest:
    """Ask the vendor now: Twilio for the account, a trunk with OPTIONS. The answer is kept as `lastTest`."""
    provider = await store.find(tx, caller.account_id, provider_id)
    started_s = monotonic_s()
    code: TestCode | None = None
    try:
        if provider.shown.type == "sip":
            detail = await carriers.ask_trunk(provider)
        else:
            async with carriers.twilio(provider) as account:
                detail = f"Twilio knows the account as {await account.check()!r}."
    except TalkifError as error:
        if error.code not in get_args(TestCode):
            raise
        code, detail = cast(TestCode, error.code), error.detail
    latency_ms = round((monotonic_s() - started_s) * 1000)
    test = ProviderTest(ok=code is None, latency_ms=latency_ms, code=code, detail=detail)
    await store.keep_test(tx, caller.account_id, provider_id, test)
    return test


def _sealed(sealer: Sealer, provider_id: str, credentials: Credentials | None) -> dict[str, Any]:
    """Columns."""
    key_sid = credentials.api_key_sid if isinstance(credentials, TwilioCredentials) else None
    return {
        "credentials": seal_credentials(sealer, provider_id, credentials) if credentials is not None else None,
        "api_key_sid_last4": key_sid[-4:] if key_sid is not None else None,
    }
