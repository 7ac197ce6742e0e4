"""Whoever does not know a secret cannot have it sent anywhere else, whatever they change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from talkif_api.providers.changes import check_change, login_of
from talkif_schemas.errors import Invalid
from talkif_schemas.resources.providers import (
    Config,
    ManagedConfig,
    Provider,
    ProviderPatch,
    ProviderType,
    SipConfig,
    SipCredentials,
    TwilioConfig,
    TwilioCredentials,
)

NOW = datetime(2026, 11, 30, tzinfo=UTC)
words = st.sampled_from(["a", "b"])
twilio = st.sampled_from(["AC" + "0" * 32, "AC" + "1" * 32]).map(lambda sid: TwilioConfig(account_sid=sid))
trunk = st.fixed_dictionaries(
    {
        "host": words,
        "transport": st.sampled_from(["udp", "tls"]),
        "port": st.none() | st.just(5080),
        "username": st.none() | words,
        "realm": st.none() | words,
        "caller_ids": st.sampled_from([[], ["+14155550100"]]),
    }
).map(lambda fields: SipConfig(**fields))
secrets = (
    st.none()
    | words.map(lambda token: TwilioCredentials(auth_token=token))
    | words.map(lambda password: SipCredentials(password=password))
)


@st.composite
def providers(draw: st.DrawFn) -> Provider:
    type_, config = draw(
        st.one_of(
            st.tuples(st.just("byoc_twilio"), twilio),
            st.tuples(st.just("sip"), trunk),
            st.tuples(st.just("managed_twilio"), st.just(ManagedConfig())),
        )
    )
    has = type_ == "byoc_twilio" or (isinstance(config, SipConfig) and config.username is not None)
    return provider(type_, config, has_credentials=has)


def provider(type_: ProviderType, config: Config, *, has_credentials: bool) -> Provider:
    return Provider(
        id="provider_1", name="x", type=type_, config=config, credentials_set_at=NOW if has_credentials else None,
        api_key_sid_last4=None, last_test=None, last_tested_at=None, created_at=NOW, updated_at=NOW, revision=1,
    )  # fmt: skip


@given(providers(), st.none() | twilio | trunk | st.just(ManagedConfig()), secrets)
def test_a_kept_secret_is_shown_to_the_same_side_as_the_same_user(
    before: Provider, config: Config | None, credentials: Any
) -> None:
    patch = ProviderPatch.model_construct(name=None, config=config, credentials=credentials)
    after = config if config is not None else before.config
    try:
        check_change(before, patch)
    except Invalid:
        return
    assert type(after) is type(before.config)
    names_nobody = isinstance(after, SipConfig) and after.username is None
    if before.credentials_set_at is not None and credentials is None and not names_nobody:
        assert login_of(after) == login_of(before.config)
    if credentials is not None:
        assert isinstance(credentials, TwilioCredentials) == (before.type == "byoc_twilio")
        assert not names_nobody


@given(providers())
def test_what_changes_nothing_is_allowed(before: Provider) -> None:
    check_change(before, ProviderPatch.model_construct(name="y", config=before.config, credentials=None))
