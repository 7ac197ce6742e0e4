"""Whose Twilio account a call runs on: the platform's own, or the one that a tenant brought along."""

from __future__ import annotations

from talkif_schemas.ids import CallId
from talkif_schemas.provider_credentials import open_twilio
from talkif_schemas.sealed import SealBroken, Sealer

from .providers.carrier.twilio_login import TwilioLogin, login_with
from .settings import Settings
from .store import CarrierAccount, Store

CARRIER = "twilio"


class LoginUnavailable(Exception):
    """The account is known, but its credentials do not open here. The text is for the log."""


class CarrierLogins:
    def __init__(self, settings: Settings, store: Store) -> None:
        self._store = store
        self._own = TwilioLogin(settings.twilio_account_sid, settings.twilio_auth_token)
        self._sealer = Sealer(settings.encryption_keys) if settings.encryption_keys else None

    async def of_webhook(self, call_id: str, carrier_call_id: str, called: str) -> TwilioLogin | None:
        """Who has to have sent a webhook: nothing that it says is believed before. None: no Twilio account may have.

        A call that is known here answers for itself, else the called number does; what is about neither can only come
        from the platform's own account. Raises LoginUnavailable.
        """
        return self._login(await self._store.carrier_account(call_id, CARRIER, carrier_call_id, called))

    async def of_call(self, call_id: CallId) -> TwilioLogin | None:
        """Raises LoginUnavailable."""
        return self._login(await self._store.carrier_account(call_id, CARRIER, "", ""))

    def _login(self, account: CarrierAccount) -> TwilioLogin | None:
        if account.provider_id is None or account.type == "managed_twilio":
            return self._own
        if account.account_sid is None or account.credentials is None:
            return None  # A trunk, or a provider that is gone.
        if self._sealer is None:
            raise LoginUnavailable(f"TALKIF_ENCRYPTION_KEYS is not set, so {account.provider_id} does not open")
        try:
            return login_with(account.account_sid, open_twilio(self._sealer, account.provider_id, account.credentials))
        except SealBroken as error:
            raise LoginUnavailable(str(error)) from error
