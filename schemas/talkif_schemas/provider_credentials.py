"""The credentials of telephony providers as they are stored: sealed JSON that opens for its own provider alone.

The API seals them; the runtime opens those of the calls that it carries.
"""

from __future__ import annotations

from .resources.providers import SipCredentials, TwilioCredentials
from .sealed import Sealer


def seal_credentials(sealer: Sealer, provider_id: str, credentials: TwilioCredentials | SipCredentials) -> bytes:
    return sealer.seal(credentials.model_dump_json(), _place(provider_id))


def open_twilio(sealer: Sealer, provider_id: str, sealed: bytes) -> TwilioCredentials:
    """Raises SealBroken."""
    return TwilioCredentials.model_validate_json(sealer.open(sealed, _place(provider_id)))


def open_sip(sealer: Sealer, provider_id: str, sealed: bytes) -> SipCredentials:
    """Raises SealBroken."""
    return SipCredentials.model_validate_json(sealer.open(sealed, _place(provider_id)))


def _place(provider_id: str) -> str:
    return f"telephony_providers.credentials/{provider_id}"
