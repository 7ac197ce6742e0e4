"""The audit log: every change, through the API or without it, written in the transaction of the change.

Entries name the fields of a request and never hold their values, which may be personal or secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import Request, Response

from talkif_schemas.ids import AccountId, new_audit_id

from .auth import Principal
from .db import Connection

_MAX_FIELDS: Final = 100


async def record(
    connection: Connection,
    principal: Principal,
    request: Request,
    response: Response,
    *,
    action: str,
    resource: str,
    body: bytes,
) -> None:
    """`action` is the operation's name in the API description; `body` is empty for an upload."""
    await connection.execute(
        """
        INSERT INTO audit_log (entry_id, account_id, actor, action, resource, target, fields, request_id, address)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            new_audit_id(),
            principal.account_id,
            principal.key_id,
            action,
            resource,
            _target(request.path_params, response),
            _fields(request.path_params, body),
            request.state.request_id,
            principal.address,
        ),
    )


async def note(
    connection: Connection, account_id: AccountId, actor: str, *, action: str, resource: str, target: str
) -> None:
    """A change that no request asked for. `actor`: `operator`, `call:<id>` or `system`."""
    await connection.execute(
        "INSERT INTO audit_log (entry_id, account_id, actor, action, resource, target) VALUES (%s, %s, %s, %s, %s, %s)",
        (new_audit_id(), account_id, actor, action, resource, target),
    )


def _target(path_params: Mapping[str, Any], response: Response) -> str | None:
    """What the path names below the account, or what was made."""
    named = [str(value) for name, value in path_params.items() if name != "accountId" and _is_name(name)]
    if named:
        return "/".join(named)
    try:
        made = orjson.loads(bytes(response.body))
    except (AttributeError, orjson.JSONDecodeError):
        return None  # a stream, or no body
    return str(made["id"]) if isinstance(made, dict) and "id" in made else None


def _fields(path_params: Mapping[str, Any], body: bytes) -> Sequence[str]:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        sent = None
    fields = set(sent) if isinstance(sent, dict) else set()
    return sorted(fields.union(name for name in path_params if not _is_name(name)))[:_MAX_FIELDS]


def _is_name(path_param: str) -> bool:
    """Whether its value is what something is called by here. Any other is content, such as a contact's tag."""
    return path_param.endswith("Id") or path_param == "environment"
