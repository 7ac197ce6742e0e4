"""As whom we speak to Twilio, and whose webhooks we believe."""

from __future__ import annotations

from dataclasses import dataclass, field

from talkif_schemas.resources.providers import TwilioCredentials


@dataclass(frozen=True, slots=True)
class TwilioLogin:
    """One account. Twilio signs webhooks with the account's token, also for those who send requests with an API key."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_key: tuple[str, str] | None = field(default=None, repr=False)
    """SID and secret."""

    @property
    def basic(self) -> tuple[str, str]:
        """User and password of requests."""
        return self.api_key or (self.account_sid, self.auth_token)


def login_with(account_sid: str, credentials: TwilioCredentials) -> TwilioLogin:
    key = None
    if credentials.api_key_sid is not None and credentials.api_key_secret is not None:
        key = credentials.api_key_sid, credentials.api_key_secret
    return TwilioLogin(account_sid, credentials.auth_token, key)
