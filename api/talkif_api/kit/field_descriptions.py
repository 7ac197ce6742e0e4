"""What fields and parameters mean that mean the same wherever they stand, said once for the whole API description.

A field's own description, which is the docstring below it in its model, wins over these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Name on the wire -> description.
FIELDS: Final[Mapping[str, str]] = {
    # Ids, also in paths and queries.
    "id": "Id of this thing; it never changes.",
    "accountId": "Id of the account; an API key opens its own account alone.",
    "callId": "Id of the call.",
    "contactId": "Id of the contact.",
    "deliveryId": "Id of the delivery.",
    "entryId": "Id of the entry of the do-not-call list.",
    "fieldId": "Id of the contact field.",
    "flowId": "Id of the flow.",
    "importId": "Id of the import.",
    "keyId": "Id of the API key.",
    "numberId": "Id of the phone number.",
    "providerId": "Id of the telephony provider.",
    "requestId": "Id of the request, as in the header X-Request-Id.",
    "scheduleId": "Id of the schedule.",
    "templateId": "Id of the prompt template.",
    "webhookId": "Id of the webhook.",
    # Texts for people.
    "name": "For people.",
    "label": "For people.",
    "description": "For people.",
    "notes": "For people: what is new.",
    "note": "For people.",
    "reason": "Why, in the words of whoever did it.",
    "message": "For people: what is wrong and how to put it right.",
    "tags": "Words to find things by.",
    # Moments, RFC 3339.
    "createdAt": "When it was made.",
    "updatedAt": "When it was last changed.",
    "deletedAt": "When it was deleted; null: it was not.",
    "archivedAt": "When it was archived; null: it is not.",
    "finishedAt": "When it ended; null: it has not yet.",
    "asOf": "Day on which this was last looked up.",
    "createdSince": "Made at or after this moment.",
    # Pages.
    "limit": "Entries of a page.",
    "offset": "Entries before the page.",
    "sort": "Field that the list is sorted by. With `-` in front: the other way round.",
    "total": "Entries of the whole list, of which this is a page.",
    "meta": "Where the page lies in the whole list.",
    "revision": "Counts changes; the ETag of this resource.",
    # Flows.
    "slug": "Name for programs and files; no two at a time have the same.",
    "version": "Semantic version of the flow, such as 1.4.0.",
    "environment": "Name of an environment, such as `production`.",
    "digest": "SHA-256 of the compiled flow, after `sha256:`.",
    "bump": "Which part of the version number has to rise.",
    "source": "The files of the flow.",
    "node": "Name of the node in the flow; null: not of one node.",
    "line": "Counted from 1.",
    "column": "Counted from 1.",
    "file": "Path in the flow's repository.",
    # People and numbers.
    "timezone": "Name in the IANA database, such as Europe/Berlin.",
    "country": "ISO 3166-1 code, such as US.",
    "language": "BCP 47 tag, such as en-US.",
    "firstName": "Given name.",
    "lastName": "Family name.",
    "company": "Where the person works.",
    "phoneNumber": "E.164, such as +14155551234.",
    "fromNumber": "Number of whoever calls, E.164.",
    "toNumber": "Number that is called, E.164.",
    # Calls.
    "direction": "`inbound`: somebody called us. `outbound`: we called.",
    "outcome": "What the flow says came of the call; null: nothing.",
    "durationMs": "How long it took.",
    "transcript": "Who said what.",
    # The rest.
    "otherVersion": "Semantic version of the flow that the first is compared with.",
    "tag": "One of the tags.",
    "templateVersion": "Number of the template's text, counted from 1.",
    "provider": "Name of the vendor.",
    "scopes": "What the key may do: `<resource>:<read, write or *>`, or `*`.",
    "allowedCidrs": "IPv4 and IPv6 networks that may use the key. Empty: any.",
}
