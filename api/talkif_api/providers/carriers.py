"""Reaches the vendors behind telephony providers. One per process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from talkif_runtime.providers.carrier.twilio import BASE_URL, PROVIDER, STATUS_PATH, VOICE_PATH
from talkif_runtime.providers.carrier.twilio_login import TwilioLogin, login_with
from talkif_runtime.public_http import Refused, public_address
from talkif_schemas.errors import Conflict, Unavailable
from talkif_schemas.provider_credentials import open_sip, open_twilio
from talkif_schemas.resources.providers import SipConfig, TwilioConfig
from talkif_schemas.sealed import Sealer

from ..kit.bulkhead import Bulkhead
from ..settings import Settings
from . import sip_options
from .sip_options import Target
from .store import Stored
from .twilio_account import CarrierUrls, TwilioAccount

_UNSET: Final = "The platform has no Twilio account of its own here."


class Carriers:
    """What waits for vendors at once is bounded by `places`, which all of a process share."""

    def __init__(self, settings: Settings, sealer: Sealer, places: Bulkhead) -> None:
        self._settings = settings
        self._sealer = sealer
        self._places = places

    @property
    def is_managed_here(self) -> bool:
        """Whether the platform has a Twilio account of its own."""
        return bool(self._settings.twilio_account_sid and self._settings.twilio_auth_token)

    def urls(self) -> CarrierUrls:
        """Where carriers report calls. Raises Conflict when nobody said where the runtime is."""
        if not self._settings.carrier_url:
            raise Conflict("carrier_not_configured", "The address of the runtime is not set here: TALKIF_PUBLIC_URL.")
        return CarrierUrls(self._settings.carrier_url + VOICE_PATH, self._settings.carrier_url + STATUS_PATH)

    @asynccontextmanager
    async def twilio(self, provider: Stored | None) -> AsyncIterator[TwilioAccount]:
        """The account of a provider that is no trunk; None: the platform's own. Raises Conflict and Unavailable."""
        base_url = self._settings.vendor_urls.get(PROVIDER, BASE_URL)
        with self._places.place():
            async with TwilioAccount(self._login(provider), base_url) as account:
                yield account

    def _login(self, provider: Stored | None) -> TwilioLogin:
        if provider is None or provider.shown.type == "managed_twilio":
            if not self.is_managed_here:
                raise Conflict("carrier_not_configured", _UNSET)
            return TwilioLogin(self._settings.twilio_account_sid, self._settings.twilio_auth_token)
        config = provider.shown.config
        if not isinstance(config, TwilioConfig) or provider.credentials is None:
            raise TypeError(f"{provider.shown.id} is no Twilio account")
        return login_with(config.account_sid, open_twilio(self._sealer, provider.shown.id, provider.credentials))

    async def ask_trunk(self, provider: Stored) -> str:
        """What the trunk answers. Raises Conflict and Unavailable."""
        config = provider.shown.config
        if not isinstance(config, SipConfig):
            raise TypeError(f"{provider.shown.id} is no trunk")
        password = None
        if provider.credentials is not None:
            password = open_sip(self._sealer, provider.shown.id, provider.credentials).password
        with self._places.place():
            return await sip_options.ask(config, password, await self._target(config))

    async def _target(self, config: SipConfig) -> Target:
        port = sip_options.port_of(config)
        meant = self._settings.sip_hosts.get(config.host)
        if meant is not None:
            return Target(*meant)
        try:
            return Target(await public_address(config.host, port), port)
        except Refused as error:
            raise Conflict("address_not_public", f"{error}.") from error
        except OSError as error:
            raise Unavailable("vendor_unreachable", f"{config.host} has no address.") from error
