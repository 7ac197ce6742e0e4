"""What we ask of one Twilio account, through Twilio's own SDK.

https://www.twilio.com/docs/phone-numbers/api · https://www.twilio.com/docs/iam/api/account
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.base.version import Version
from twilio.http.response import Response
from twilio.rest import Client

from talkif_runtime.providers.carrier.twilio_login import TwilioLogin
from talkif_schemas.errors import Conflict, TalkifError, Unavailable
from talkif_schemas.resources.phone import AvailableNumber, AvailableQuery, Capabilities

from .twilio_http import AnswerTooLarge, TwilioHttp

#: The SDK fills what it is not told from the process's environment, which is not ours to read here.
_NO_ENVIRONMENT: Final = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}

#: Numbers to buy that are asked for. Twilio shows a part of what it has, and gives no further page.
_SHOWN: Final = 100

#: Twilio's error code -> ours. https://www.twilio.com/docs/api/errors
_CODES: Final = {
    20003: "credentials_refused",
    10001: "account_suspended",
    20005: "account_suspended",
    21422: "number_not_available",
    21452: "number_not_available",
}


@dataclass(frozen=True, slots=True)
class CarrierUrls:
    """Where Twilio reports to."""

    voice: str
    status: str


@dataclass(frozen=True, slots=True)
class OwnedNumber:
    """A number that the account has."""

    sid: str
    friendly_name: str


class TwilioAccount:
    """One account, for one act. Everything raises Conflict or Unavailable with the codes of the catalogue."""

    def __init__(self, login: TwilioLogin, base_url: str) -> None:
        self._http = TwilioHttp(base_url)
        client = Client(*login.basic, login.account_sid, http_client=self._http, environment=_NO_ENVIRONMENT)
        self._account = client.api.v2010.account
        self._fetch = client.api.v2010.accounts(login.account_sid)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._http.close()

    async def check(self) -> str:
        """The account's name. Raises Conflict when the account may not be used."""
        with _answered():
            found = await self._fetch.fetch_async()
        status = str(found.status)
        if status != "active":
            raise Conflict("account_suspended", f"The account is {status}.", meta={"status": status})
        return str(found.friendly_name)

    async def available(self, country: str, query: AvailableQuery) -> list[AvailableNumber]:
        """Numbers of a country that can be bought, whatever page of them is wanted: as many as Twilio is asked for."""
        sold = self._account.available_phone_numbers(country)
        shelf: Any = {"local": sold.local, "tollFree": sold.toll_free, "mobile": sold.mobile}[query.type]
        wanted = query.capabilities
        try:
            with _answered():
                found = await shelf.list_async(
                    area_code=query.area_code,
                    contains=query.contains,
                    in_region=query.region,
                    voice_enabled=True if "voice" in wanted else None,
                    sms_enabled=True if "sms" in wanted else None,
                    limit=_SHOWN,
                    page_size=_SHOWN,
                )
        except Conflict as error:
            if error.meta.get("status") == 404:
                return []  # Twilio has no numbers of that type in that country.
            raise
        return [_shown(number, query.type) for number in found]

    async def find(self, number: str) -> OwnedNumber | None:
        """The number, when the account has it."""
        with _answered():
            found = await self._account.incoming_phone_numbers.list_async(phone_number=number, limit=20)
        # Twilio's filter finds parts of numbers, too.
        return next((_owned(entry) for entry in found if entry.phone_number == number), None)

    async def buy(self, number: str, friendly_name: str, urls: CarrierUrls) -> OwnedNumber:
        """Buys, whenever it is called. After Unavailable the number may have been bought."""
        with _answered():
            return _owned(
                await self._account.incoming_phone_numbers.create_async(
                    phone_number=number, friendly_name=friendly_name, **_routing(urls)
                )
            )

    async def route(self, sid: str, urls: CarrierUrls, friendly_name: str | None = None) -> None:
        """Let the number's calls come to us, and give it another name. None: it keeps its name."""
        renamed = {} if friendly_name is None else {"friendly_name": friendly_name}
        with _answered():
            await self._account.incoming_phone_numbers(sid).update_async(**_routing(urls), **renamed)

    async def release(self, sid: str) -> None:
        """Give the number back. One that is gone already is no failure."""
        try:
            with _answered():
                await self._account.incoming_phone_numbers(sid).delete_async()
        except Conflict as error:
            if error.meta.get("status") != 404:
                raise


def _routing(urls: CarrierUrls) -> dict[str, str]:
    """An application or a trunk that the number leads to would make Twilio ignore the URLs, so both are taken away."""
    return {
        "voice_application_sid": "",
        "trunk_sid": "",
        "voice_url": urls.voice,
        "voice_method": "POST",
        "status_callback": urls.status,
        "status_callback_method": "POST",
    }


def _owned(entry: Any) -> OwnedNumber:
    return OwnedNumber(str(entry.sid), str(entry.friendly_name or ""))


def _shown(entry: Any, type_: str) -> AvailableNumber:
    able = entry.capabilities or {}
    return AvailableNumber(
        phone_number=entry.phone_number,
        type=type_,
        country=entry.iso_country,
        region=entry.region,
        locality=entry.locality,
        postal_code=entry.postal_code,
        capabilities=Capabilities(
            **{name: bool(able.get(name, able.get(name.upper()))) for name in ("voice", "sms", "mms")}
        ),
        address_required=entry.address_requirements not in (None, "none"),
    )


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except TwilioRestException as error:
        raise _refusal(error) from error
    except (TimeoutError, httpx.HTTPError) as error:
        raise Unavailable("vendor_unreachable", "Twilio does not answer.") from error
    except TwilioException as error:
        raise _refused_list(error) from error
    except (AnswerTooLarge, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unavailable("vendor_unreachable", "Twilio's answer cannot be read.") from error


def _refused_list(error: TwilioException) -> TalkifError:
    """The SDK's lists do not read the body of a refusal, as its other requests do."""
    response = error.args[1] if len(error.args) > 1 else None
    if isinstance(response, Response):
        read = Version.exception("GET", "", response, "Unable to read the list")
        if isinstance(read, TwilioRestException):
            return _refusal(read)
    return Unavailable("vendor_unreachable", "Twilio's answer cannot be read.")


def _refusal(error: TwilioRestException) -> TalkifError:
    """Twilio says what is wrong in words, with a number of its own."""
    meta = {"vendorCode": error.code, "status": error.status}
    if error.status == 429:
        return Unavailable("vendor_rate_limited", "Twilio wants fewer requests.", meta=meta)
    if error.status >= 500:
        return Unavailable("vendor_unreachable", f"Twilio fails with HTTP {error.status}.", meta=meta)
    code = _CODES.get(error.code or 0, "credentials_refused" if error.status == 401 else "vendor_refused")
    return Conflict(code, f"Twilio: {error.msg}", meta=meta)
