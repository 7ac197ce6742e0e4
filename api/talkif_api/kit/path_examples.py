"""What the API description shows in paths: the things that examples of bodies name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from talkif_schemas.ids import example_id

#: Path parameter -> a thing of its kind. Every path parameter stands here.
PATH_EXAMPLES: Final[Mapping[str, str | int]] = {
    "accountId": example_id("account"),
    "callId": example_id("call"),
    "contactId": example_id("contact"),
    "deliveryId": example_id("delivery"),
    "entryId": example_id("dnc"),
    "environment": "production",
    "fieldId": example_id("field"),
    "flowId": example_id("flow"),
    "importId": example_id("import"),
    "keyId": example_id("key"),
    "numberId": example_id("number"),
    "otherVersion": "1.5.0",
    "providerId": example_id("provider"),
    "scheduleId": example_id("schedule"),
    "tag": "renewal-due",
    "templateId": example_id("template"),
    "templateVersion": 1,
    "version": "1.4.0",
    "webhookId": example_id("webhook"),
}
