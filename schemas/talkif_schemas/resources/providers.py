"""Bodies of telephony providers: whose account or trunk carries the calls."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ..ids import example_id
from .bodies import WHOLE, Body, ByType, Cidr, PageMeta, PageQuery, Text, answered_with, given, not_given, shown_as

ProviderType: TypeAlias = Literal["managed_twilio", "byoc_twilio", "sip"]
TestCode: TypeAlias = Literal[
    "account_suspended",
    "address_not_public",
    "carrier_not_configured",
    "credentials_refused",
    "vendor_rate_limited",
    "vendor_refused",
    "vendor_unreachable",
]

#: RFC 1123, section 2.1.
_HOST_NAME: Final = re.compile(r"(?=.{1,253}\Z)(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")


def _host(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        if not _HOST_NAME.fullmatch(text):
            raise PydanticCustomError("invalid_format", "Host name or IP address expected, without port") from None
    return text.lower()


Name = Annotated[Text, StringConstraints(min_length=1, max_length=100)]
Sid = Annotated[str, StringConstraints(pattern=r"^AC[0-9a-f]{32}$")]
Host = Annotated[
    str,
    StringConstraints(max_length=253),
    AfterValidator(_host),
    Field(json_schema_extra={"anyOf": [{"format": "hostname"}, {"format": "ipv4"}, {"format": "ipv6"}]}),
]
E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{3,14}$")]
#: What a digest's user name and realm may hold: no quotes, no control characters.
DigestWord = Annotated[str, StringConstraints(pattern=r'^[^"\\\x00-\x1f\x7f]+$', max_length=200)]
Secret = Annotated[Text, StringConstraints(min_length=1, max_length=500)]


class ManagedConfig(Body):
    """The platform's own Twilio account needs no configuration."""


class TwilioConfig(Body):
    """An account of one's own at Twilio."""

    model_config = answered_with(accountSid="AC0123456789abcdef0123456789abcdef")

    account_sid: Sid
    """Twilio's id of the account."""


class SipConfig(Body):
    """A trunk that speaks SIP (RFC 3261)."""

    host: Host
    """Name or address. Addresses inside private networks are refused when the trunk is contacted."""
    transport: Literal["udp", "tcp", "tls"] = "udp"
    """What SIP is sent over."""
    port: Annotated[int, Field(ge=1, le=65535), WHOLE] | None = None
    """null: 5060, or 5061 for tls."""
    username: DigestWord | None = None
    """For trunks that ask for a digest (RFC 8760); null for those that know us by our address."""
    realm: DigestWord | None = None
    """The only realm whose challenges are answered; null: any."""
    from_uri: Annotated[str, StringConstraints(pattern=r"^sips?:[^\s<>\"@]{1,100}@[^\s<>\"@]{1,253}$")] | None = None
    """Who calls, for trunks that want another address than username@host."""
    caller_ids: Annotated[list[E164], Field(max_length=100)] = []
    """Numbers that the trunk lets us call from."""
    codecs: Annotated[list[Literal["PCMU", "PCMA"]], Field(min_length=1, max_length=2)] = ["PCMU", "PCMA"]
    """In order of preference: G.711 mu-law, G.711 A-law."""
    allowed_sources: Annotated[list[Cidr], Field(max_length=100)] = []
    """Networks that calls may come from; empty: the addresses of the host alone."""


class TwilioCredentials(Body):
    """Never answered back."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": given("apiKeySid", "string"),
            "then": given("apiKeySecret", "string"),
            "else": not_given("apiKeySecret"),
        }
    )

    auth_token: Secret = Field(repr=False)
    """Also checks that webhooks come from this account, which an API key cannot."""
    api_key_sid: Annotated[str, StringConstraints(pattern=r"^SK[0-9a-f]{32}$")] | None = None
    """With it requests are sent as this key instead of as the account."""
    api_key_secret: Secret | None = Field(default=None, repr=False)
    """Of the key `apiKeySid`."""

    @model_validator(mode="after")
    def _both_parts_of_the_key(self) -> Self:
        if (self.api_key_sid is None) != (self.api_key_secret is None):
            raise PydanticCustomError("missing", "apiKeySid and apiKeySecret belong together")
        return self


class SipCredentials(Body):
    """Never answered back."""

    password: Secret = Field(repr=False)
    """Of the user `username`."""


Config: TypeAlias = TwilioConfig | SipConfig | ManagedConfig
Credentials: TypeAlias = TwilioCredentials | SipCredentials

CONFIGS: Final[dict[ProviderType, type[Config]]] = {
    "managed_twilio": ManagedConfig,
    "byoc_twilio": TwilioConfig,
    "sip": SipConfig,
}
CREDENTIALS: Final[dict[ProviderType, type[Credentials]]] = {"byoc_twilio": TwilioCredentials, "sip": SipCredentials}


def _nothing_to_open(value: object) -> object:
    if value is not None:
        raise PydanticCustomError("extra_forbidden", "There is nothing here that needs credentials")
    return value


def _each_is_named(value: object) -> object:
    """null lacks every field that is needed."""
    return {} if value is None else value


class ManagedProviderCreate(Body):
    """The platform's own account at Twilio."""

    name: Name
    type: Literal["managed_twilio"]
    """The platform's own account."""
    config: ManagedConfig = ManagedConfig()
    """There is nothing to configure."""
    credentials: Annotated[None, BeforeValidator(_nothing_to_open)] = None
    """None are needed."""


class TwilioProviderCreate(Body):
    """An account of one's own at Twilio."""

    name: Name
    type: Literal["byoc_twilio"]
    """One's own account at Twilio."""
    config: TwilioConfig
    """Which account."""
    credentials: Annotated[TwilioCredentials, BeforeValidator(_each_is_named)]
    """What opens the account. Sealed, and never answered back."""


class SipProviderCreate(Body):
    """A SIP trunk. One that asks for a user needs the user's password."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"config": given("username", "string")}},
            "then": given("credentials", "object"),
            "else": not_given("credentials"),
        }
    )

    name: Name
    type: Literal["sip"]
    """A trunk."""
    config: SipConfig
    """Which trunk."""
    credentials: Annotated[SipCredentials | None, Field(validate_default=True)] = None
    """What opens the trunk; null where `config` names no user. Sealed, and never answered back."""

    @field_validator("credentials", mode="wrap")
    @classmethod
    def _of_the_user(cls, value: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if "config" not in info.data:
            return None  # The trunk is wrong, which is told already.
        return read(_nothing_to_open(value) if info.data["config"].username is None else _each_is_named(value))


class ProviderCreate(
    ByType[Annotated[ManagedProviderCreate | TwilioProviderCreate | SipProviderCreate, Field(discriminator="type")]]
):
    """An account or a trunk. What `config` and `credentials` hold depends on the type."""

    model_config = shown_as(
        name="Our Twilio account",
        type="byoc_twilio",
        config={"accountSid": "AC" + "0123456789abcdef" * 2},
        credentials={"authToken": "the account's token"},
    )


class ProviderPatch(Body):
    """Fields that are left out stay as they are; `config` and `credentials` are replaced as a whole."""

    model_config = shown_as(name="Twilio, Europe")

    name: Name | None = None
    config: Config | None = None
    """Naming another account, host or user needs the credentials again."""
    credentials: Credentials | None = None
    """What opens the account or the trunk; null: those that are there stay."""

    @field_validator("config", mode="wrap")
    @classmethod
    def _config_by_its_fields(cls, value: Any, _any: Any) -> Any:
        if not isinstance(value, dict) or not value:
            return None if value is None else ManagedConfig.model_validate(value)
        return (TwilioConfig if {"accountSid", "account_sid"} & set(value) else SipConfig).model_validate(value)

    @field_validator("credentials", mode="wrap")
    @classmethod
    def _credentials_by_their_fields(cls, value: Any, _any: Any) -> Any:
        if value is None:
            return None
        is_sip = isinstance(value, dict) and "password" in value
        return (SipCredentials if is_sip else TwilioCredentials).model_validate(value)


class ProviderTest(Body):
    """What the vendor said when it was asked."""

    model_config = answered_with(ok=True, latencyMs=210, detail="Twilio knows the account as 'Acme Corp'.")

    ok: bool
    """Whether it works."""
    latency_ms: int
    """How long the vendor took to answer."""
    code: TestCode | None
    """Why it does not work; null when it does."""
    detail: str
    """For people."""


class Provider(Body):
    """An account or a trunk that carries calls."""

    model_config = answered_with(
        id=example_id("provider"),
        name="Our Twilio",
        type="byoc_twilio",
        credentialsSetAt="2026-03-01T09:30:00Z",
        apiKeySidLast4="c0de",
        lastTestedAt="2026-03-01T09:31:00Z",
    )

    id: str
    name: str
    type: ProviderType
    """`managed_twilio`: the platform's own account. `byoc_twilio`: one's own account at Twilio. `sip`: a trunk."""
    config: Config
    """Which account or trunk; its fields depend on the type."""
    credentials_set_at: AwareDatetime | None
    """null when there are none."""
    api_key_sid_last4: str | None
    """Of the API key at Twilio, to recognise it."""
    last_test: ProviderTest | None
    """What came of the last test; null: there was none."""
    last_tested_at: AwareDatetime | None
    """When; null: there was no test."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int
    """Counts changes; the ETag of this resource."""


class ProviderQuery(PageQuery):
    """Filters of the list."""

    type: ProviderType | None = None
    """Providers of this type."""
    sort: Literal["createdAt", "-createdAt", "name", "-name"] = "createdAt"


class ProviderList(Body):
    providers: list[Provider]
    meta: PageMeta
