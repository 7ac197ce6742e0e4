"""The account of the loopback Twilio: its state, the numbers on the shelf, and the numbers that it has bought.

https://www.twilio.com/docs/phone-numbers/api
"""

from __future__ import annotations

import fnmatch
import json
from dataclasses import dataclass, field
from typing import Any, Final

_SHELVES: Final = {"Local": "local", "TollFree": "tollFree", "Mobile": "mobile"}
Form = dict[str, list[str]]


class Refusal(Exception):
    """Arguments: HTTP status, Twilio's error code, message."""


@dataclass
class TwilioNumbers:
    account_sid: str
    status: str = "active"
    available: dict[str, str] = field(default_factory=dict)
    """Number -> local, tollFree or mobile. All lie in California, and in the country of their first digit."""
    owned: dict[str, dict[str, Any]] = field(default_factory=dict)
    """SID -> resource."""
    bought: list[str] = field(default_factory=list)
    """Every purchase there ever was."""

    def add(self, number: str, friendly_name: str = "") -> str:
        """Put a number into the account; returns its SID."""
        sid = f"PN{len(self.bought) + len(self.owned):032x}"
        self.owned[sid] = {
            "sid": sid,
            "account_sid": self.account_sid,
            "phone_number": number,
            "friendly_name": friendly_name or number,
            "voice_url": "",
            "status_callback": "",
            "voice_application_sid": "AP" + "4" * 32,
            "trunk_sid": "TK" + "5" * 32,
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "date_created": "Mon, 30 Nov 2026 03:00:00 +0000",
            "date_updated": "Mon, 30 Nov 2026 03:00:00 +0000",
        }
        return sid

    def answer(self, verb: str, path: str, form: Form) -> tuple[int, dict[str, Any] | None]:
        """Status and body. `path` is what follows the account's. Raises Refusal."""
        if (verb, path) == ("GET", ".json"):
            return 200, {"sid": self.account_sid, "friendly_name": "Acme", "status": self.status, "type": "Full"}
        if self.status != "active":
            raise Refusal(403, 20005, "Account not active")
        match verb, path.removesuffix(".json").strip("/").split("/"):
            case "GET", ["AvailablePhoneNumbers", country, shelf] if shelf in _SHELVES:
                return 200, self._shelf(path, country, _SHELVES[shelf], form)
            case "GET", ["IncomingPhoneNumbers"]:
                wanted = _one(form, "PhoneNumber")
                found = [entry for entry in self.owned.values() if wanted.lstrip("+") in entry["phone_number"]]
                return 200, _page(path, "incoming_phone_numbers", found)
            case "POST", ["IncomingPhoneNumbers"]:
                return 201, self._buy(form)
            case "POST", ["IncomingPhoneNumbers", sid] if sid in self.owned:
                return 200, self._configure(self.owned[sid], form)
            case "DELETE", ["IncomingPhoneNumbers", sid] if sid in self.owned:
                del self.owned[sid]
                return 204, None
        raise Refusal(404, 20404, f"The requested resource {path} was not found")

    def _shelf(self, path: str, country: str, type_: str, form: Form) -> dict[str, Any]:
        if country not in ("US", "GB"):
            raise Refusal(404, 20404, f"The requested resource {path} was not found")
        prefix = {"US": "+1", "GB": "+44"}[country]
        pattern = f"{prefix}{_one(form, 'AreaCode')}*"
        contains = _one(form, "Contains").strip("+$")
        found = [
            {
                "phone_number": number,
                "friendly_name": number,
                "iso_country": country,
                "region": "CA",
                "locality": "Oakland",
                "postal_code": "94601",
                "address_requirements": "none" if country == "US" else "any",
                "beta": False,
                "capabilities": {"voice": True, "SMS": True, "MMS": False, "fax": False},
            }
            for number, shelf in self.available.items()
            if shelf == type_
            and fnmatch.fnmatchcase(number, pattern)
            and fnmatch.fnmatchcase(number, f"*{contains}*")
            and _one(form, "InRegion") in ("", "CA")
        ]
        return _page(path, "available_phone_numbers", found[: int(_one(form, "PageSize") or 50)])

    def _buy(self, form: Form) -> dict[str, Any]:
        number = _one(form, "PhoneNumber")
        if number not in self.available:
            raise Refusal(400, 21422, f"{number} is not available")
        del self.available[number]
        sid = self.add(number, _one(form, "FriendlyName"))
        self.bought.append(number)
        return self._configure(self.owned[sid], form)

    @staticmethod
    def _configure(entry: dict[str, Any], form: Form) -> dict[str, Any]:
        for wire, name in (
            ("VoiceUrl", "voice_url"),
            ("VoiceMethod", "voice_method"),
            ("StatusCallback", "status_callback"),
            ("StatusCallbackMethod", "status_callback_method"),
            ("FriendlyName", "friendly_name"),
            ("VoiceApplicationSid", "voice_application_sid"),
            ("TrunkSid", "trunk_sid"),
        ):
            if wire in form:
                entry[name] = _one(form, wire)
        return entry


def _one(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


def _page(path: str, name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    copied: list[dict[str, Any]] = json.loads(json.dumps(found))
    uri = f"/2010-04-01{path}"
    return {name: copied, "page": 0, "page_size": 50, "uri": uri, "next_page_uri": None, "first_page_uri": uri}
