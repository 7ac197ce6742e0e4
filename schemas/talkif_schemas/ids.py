"""Ids: a prefix that names the kind and a UUIDv7 (RFC 9562, section 5.7), so that ids sort by time of creation."""

from __future__ import annotations

import re
import secrets
import time
from typing import NewType

AccountId = NewType("AccountId", str)
ApiKeyId = NewType("ApiKeyId", str)
CallId = NewType("CallId", str)
FlowId = NewType("FlowId", str)
NumberId = NewType("NumberId", str)
RequestId = NewType("RequestId", str)

_FORM = re.compile(r"[a-z]+_[0-9a-f]{32}")


def uuid7_hex() -> str:
    """32 hexadecimal digits: Unix milliseconds (48 bits), version, fraction of the millisecond (12), variant, 62 random
    bits. The fraction is method 3 of RFC 9562, section 6.2: ids that one process makes come in order.
    """
    milliseconds, rest_ns = divmod(time.time_ns(), 1_000_000)
    fraction = (rest_ns << 12) // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | secrets.randbits(62)
    return f"{value:032x}"


def _new(prefix: str) -> str:
    return f"{prefix}_{uuid7_hex()}"


def new_account_id() -> AccountId:
    return AccountId(_new("account"))


def new_api_key_id() -> ApiKeyId:
    return ApiKeyId(_new("key"))


def new_audit_id() -> str:
    return _new("audit")


def new_call_id() -> CallId:
    return CallId(_new("call"))


def new_dnc_entry_id() -> str:
    return _new("dnc")


def new_contact_id() -> str:
    return _new("contact")


def new_contact_field_id() -> str:
    return _new("field")


def new_contact_import_id() -> str:
    return _new("import")


def new_flow_id() -> FlowId:
    return FlowId(_new("flow"))


def new_number_id() -> NumberId:
    return NumberId(_new("number"))


def new_provider_id() -> str:
    return _new("provider")


def new_purchase_id() -> str:
    """Of a phone number's purchase, as the vendor sees it."""
    return _new("purchase")


def new_schedule_id() -> str:
    return _new("schedule")


def new_template_id() -> str:
    """Of a prompt template."""
    return _new("template")


def new_webhook_id() -> str:
    return _new("webhook")


def new_message_id() -> str:
    """Of an event, as its receivers see it."""
    return _new("msg")


def new_delivery_id() -> str:
    return _new("delivery")


def new_request_id() -> RequestId:
    """A plain UUID, as the promise of the API shows it."""
    value = uuid7_hex()
    return RequestId(f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}")


def example_id(prefix: str) -> str:
    """The id that stands for things of this kind in examples."""
    return f"{prefix}_01981f2e9b7c7d3f8a4b5c6d7e8f9a0b"


def is_id(text: str, prefix: str) -> bool:
    """True when `text` has the form of an id of that kind."""
    return text.startswith(prefix + "_") and _FORM.fullmatch(text) is not None
