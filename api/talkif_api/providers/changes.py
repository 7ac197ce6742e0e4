"""What a change of a provider may be. Pure."""

from __future__ import annotations

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.resources.providers import (
    CONFIGS,
    CREDENTIALS,
    Config,
    Provider,
    ProviderPatch,
    SipConfig,
    TwilioConfig,
)


def check_change(before: Provider, patch: ProviderPatch) -> None:
    """Raises Invalid, which names the field."""
    config = patch.config if patch.config is not None else before.config
    if not isinstance(config, CONFIGS[before.type]):
        _refuse("config", "mismatch", f"The provider is of the type {before.type}")
    takes = CREDENTIALS.get(before.type)
    needs = takes is not None and not (isinstance(config, SipConfig) and config.username is None)
    if patch.credentials is not None:
        if takes is None or not needs:
            _refuse("credentials", "unknown_field", "There is nothing here that needs credentials")
        elif not isinstance(patch.credentials, takes):
            _refuse("credentials", "mismatch", f"The provider is of the type {before.type}")
    elif needs and (before.credentials_set_at is None or login_of(config) != login_of(before.config)):
        # Whoever does not know a secret must not be able to have it sent somewhere else.
        _refuse("credentials", "required", "Another account, host or user needs the credentials again")


def login_of(config: Config) -> tuple[object, ...]:
    """To whom, and as whom, the credentials are shown."""
    if isinstance(config, TwilioConfig):
        return (config.account_sid,)
    if isinstance(config, SipConfig):
        return (config.host, config.port, config.transport, config.username, config.realm)
    return ()


def _refuse(field: str, code: str, message: str) -> None:
    raise Invalid("validation_failed", "Request contains invalid fields", fields=(FieldError(field, code, message),))
