"""Errors that cross a boundary of the product. Every one has a stable code and a kind.

    TalkifError
    ├── NotFound       the thing is not there, or belongs to somebody else
    ├── Conflict       the thing changed meanwhile, or is in a state that forbids the act
    ├── PreconditionFailed the thing is not at the revision that If-Match names
    ├── Denied         the caller may not do this
    ├── Unauthenticated the caller is unknown
    ├── Invalid        the request is wrong; `fields` says where
    ├── TooLarge       the request is larger than we read
    ├── TooMany        slow down; `meta.retryAfterSecs` says for how long
    └── Unavailable    something that we depend on does not answer

Codes are listed in CATALOGUE, which also feeds `GET /api/v1/errors`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from msgspec import Struct

Kind = Literal[
    "not_found",
    "conflict",
    "precondition_failed",
    "denied",
    "unauthenticated",
    "invalid",
    "too_large",
    "too_many",
    "method_not_allowed",
    "unavailable",
    "internal",
]


class FieldError(Struct, frozen=True):
    """One wrong field: its path as the client wrote it (`scopes.0`), a code and a sentence."""

    field: str
    code: str
    message: str


#: code -> (kind, title, description)
CATALOGUE: dict[str, tuple[Kind, str, str]] = {
    "validation_failed": ("invalid", "Validation Failed", "Fields of the request are missing, unknown or wrong."),
    "malformed_body": ("invalid", "Malformed Body", "The body is not JSON."),
    "file_unreadable": ("invalid", "File Unreadable", "The uploaded file is not what its format or its charset says."),
    "payload_too_large": ("too_large", "Payload Too Large", "The body is larger than `meta.maxBytes`."),
    "method_not_allowed": ("method_not_allowed", "Method Not Allowed", "The path exists, but not with this method."),
    "flow_invalid": ("invalid", "Flow Invalid", "The flow has errors; `meta.diagnostics` lists them."),
    "digest_mismatch": (
        "conflict",
        "Digest Mismatch",
        "The server compiled the same source to another digest. Update the compiler or the server.",
    ),
    "unauthorized": ("unauthenticated", "Unauthorized", "The API key is missing, unknown, expired or revoked."),
    "insufficient_scope": ("denied", "Insufficient Scope", "The API key lacks a scope that the request needs."),
    "key_limits_exceeded": (
        "denied",
        "Key Limits Exceeded",
        "The other API key works from more addresses or for longer than this one.",
    ),
    "ip_not_allowed": ("denied", "Address Not Allowed", "The API key does not accept requests from this address."),
    "not_found": ("not_found", "Not Found", "There is no such thing in this account."),
    "flow_not_found": ("not_found", "Flow Not Found", "There is no such flow in this account."),
    "version_not_found": ("not_found", "Version Not Found", "The flow has no such version."),
    "environment_not_found": ("not_found", "Environment Not Found", "The flow has no version in that environment."),
    "number_not_found": ("not_found", "Number Not Found", "There is no such phone number in this account."),
    "call_not_found": ("not_found", "Call Not Found", "There is no such call in this account."),
    "api_key_not_found": ("not_found", "API Key Not Found", "There is no such API key in this account."),
    "template_not_found": ("not_found", "Template Not Found", "There is no such prompt template in this account."),
    "webhook_not_found": ("not_found", "Webhook Not Found", "There is no such webhook in this account."),
    "provider_not_found": ("not_found", "Provider Not Found", "There is no such telephony provider in this account."),
    "schedule_not_found": ("not_found", "Schedule Not Found", "There is no such schedule in this account."),
    "dnc_entry_not_found": ("not_found", "DNC Entry Not Found", "The account's do-not-call list has no such entry."),
    "delivery_not_found": ("not_found", "Delivery Not Found", "The webhook has no such delivery."),
    "contact_not_found": ("not_found", "Contact Not Found", "There is no such contact in this account."),
    "contact_field_not_found": ("not_found", "Contact Field Not Found", "There is no such field in this account."),
    "import_not_found": ("not_found", "Import Not Found", "There is no such import in this account."),
    "external_id_already_exists": ("conflict", "External Id Exists", "Another contact has this externalId."),
    "contact_field_already_exists": ("conflict", "Contact Field Exists", "Another field has this key."),
    "contact_field_limit_reached": ("conflict", "Field Limit Reached", "An account has at most 200 contact fields."),
    "contact_field_in_use": ("conflict", "Contact Field In Use", "Contacts have values that the change would forbid."),
    "import_finished": ("conflict", "Import Finished", "The import has ended already."),
    "recording_not_available": ("not_found", "Recording Not Available", "The call has no recording."),
    "call_already_ended": ("conflict", "Call Already Ended", "The call is over."),
    "call_in_progress": ("conflict", "Call In Progress", "The call is not over yet."),
    "flow_name_already_exists": ("conflict", "Flow Exists", "Another flow of the account has this name."),
    "flow_version_conflict": (
        "conflict",
        "Version Conflict",
        "The environment runs another version than expected. Read it again and retry.",
    ),
    "flow_archived": ("conflict", "Flow Archived", "Nothing new may run of an archived flow."),
    "flow_in_use": ("conflict", "Flow In Use", "Phone numbers, versions or other things depend on the flow."),
    "flow_not_published": ("conflict", "Flow Not Published", "The flow has no version in that environment."),
    "api_key_expired": ("conflict", "API Key Expired", "The key has expired."),
    "api_key_limit_reached": (
        "conflict",
        "API Key Limit Reached",
        "An account has at most 25 active keys, and 25 rotated ones that still work.",
    ),
    "api_key_replaced": ("conflict", "API Key Replaced", "The key was rotated before."),
    "schedule_limit_reached": ("conflict", "Schedule Limit Reached", "An account has at most 200 schedules."),
    "template_already_exists": ("conflict", "Template Exists", "Another template of the account has this slug."),
    "template_in_use": ("conflict", "Template In Use", "Other templates call this one; `meta.templates` names them."),
    "template_limit_reached": ("conflict", "Template Limit Reached", "An account has at most 1,000 templates."),
    "webhook_limit_reached": ("conflict", "Webhook Limit Reached", "An account has at most 50 webhooks."),
    "webhook_disabled": ("conflict", "Webhook Disabled", "Nothing is sent to a webhook that is disabled."),
    "precondition_failed": (
        "precondition_failed",
        "Precondition Failed",
        "The resource is not at the revision that If-Match names; `meta.revision` says where it is.",
    ),
    "provider_in_use": (
        "conflict",
        "Provider In Use",
        "Phone numbers use the provider; `meta.numbers` names some of them.",
    ),
    "provider_limit_reached": ("conflict", "Provider Limit Reached", "An account has at most 50 telephony providers."),
    "carrier_not_configured": (
        "conflict",
        "Carrier Not Configured",
        "The platform has no Twilio account of its own here, or no address that a carrier could reach.",
    ),
    "credentials_refused": ("conflict", "Credentials Refused", "The vendor refuses the provider's credentials."),
    "account_suspended": ("conflict", "Account Suspended", "The vendor has suspended or closed the account."),
    "address_not_public": ("conflict", "Address Not Public", "The provider's host leads into a private network."),
    "vendor_refused": (
        "conflict",
        "Vendor Refused",
        "The vendor refuses the act; `meta.vendorCode` is the vendor's own code, when it gave one.",
    ),
    "vendor_rate_limited": ("unavailable", "Vendor Rate Limited", "The vendor wants fewer requests. Try again later."),
    "vendor_unreachable": ("unavailable", "Vendor Unreachable", "The vendor does not answer. Try again."),
    "number_not_available": ("conflict", "Number Not Available", "The vendor does not sell this number now."),
    "number_not_at_carrier": ("conflict", "Number Not At Carrier", "The provider's account does not have this number."),
    "number_not_assigned": (
        "conflict",
        "Number Not Assigned",
        "Numbers of the platform's own account are bought, or handed over by the platform's operator, not imported.",
    ),
    "number_not_answered": (
        "conflict",
        "Number Not Answered",
        "Calls that come over SIP trunks are not answered; a flow can answer numbers of Twilio accounts.",
    ),
    "number_purchase_in_progress": (
        "conflict",
        "Purchase In Progress",
        "The number is being bought or imported now, or it is not yet known what came of a purchase.",
    ),
    "number_already_exists": ("conflict", "Number Exists", "The phone number is in use already."),
    "llm_not_configured": ("conflict", "LLM Not Configured", "The deployment has no key for such a language model."),
    "generation_failed": ("unavailable", "Generation Failed", "The model wrote nothing that is valid. Try again."),
    "vendor_not_configured": ("conflict", "Vendor Not Configured", "The deployment has no key for this vendor."),
    "idempotency_key_reused": (
        "conflict",
        "Idempotency Key Reused",
        "The Idempotency-Key was used before with another request.",
    ),
    "too_many_streams": ("too_many", "Too Many Streams", "Too many live streams are open; wait `meta.retryAfterSecs`."),
    "rate_limit_exceeded": ("too_many", "Rate Limit Exceeded", "Too many requests; wait `meta.retryAfterSecs`."),
    "compiler_busy": ("unavailable", "Compiler Busy", "Too many flows are compiled now; wait `meta.retryAfterSecs`."),
    "compiler_timeout": (
        "unavailable",
        "Compiler Timeout",
        "The compiler was stopped after `meta.limitSecs`: the flow is very large, or the server busy.",
    ),
    "unavailable": ("unavailable", "Unavailable", "A part that the request needs does not answer. Try again."),
    "internal_error": ("internal", "Internal Error", "Something went wrong on our side. Quote the request id."),
}


class TalkifError(Exception):
    """An expected failure. `code` is a key of CATALOGUE; `detail` is for people; `meta` is for programs."""

    kind: ClassVar[Kind]

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        fields: tuple[FieldError, ...] = (),
        meta: dict[str, Any] | None = None,
    ) -> None:
        kind = CATALOGUE[code][0]
        if kind != self.kind:
            raise ValueError(f"{code} is {kind}, not {self.kind}")
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.fields = fields
        self.meta = meta or {}


class NotFound(TalkifError):
    kind = "not_found"


class Conflict(TalkifError):
    kind = "conflict"


class PreconditionFailed(TalkifError):
    kind = "precondition_failed"


class Denied(TalkifError):
    kind = "denied"


class Unauthenticated(TalkifError):
    kind = "unauthenticated"


class Invalid(TalkifError):
    kind = "invalid"


class TooLarge(TalkifError):
    kind = "too_large"


class TooMany(TalkifError):
    kind = "too_many"


class Unavailable(TalkifError):
    kind = "unavailable"
