"""Routes of one account: key, address, scope, transaction and idempotency stand before every handler.

A request is one transaction. It commits when the answer is complete and before it is sent; any exception rolls it back.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.routing import APIRoute

from talkif_schemas.errors import NotFound
from talkif_schemas.resources.problems import Problem

from .auth import Access, Principal, authenticate, check_address, check_scope
from .db import Connection, Database, as_account
from .idempotency import answer_once

ACCOUNT_PATH: Final = "/api/v1/accounts/{accountId}"

#: Key of `openapi_extra` with the names of answer fields that are shown once and never stored.
SHOWN_ONCE: Final = "x-shown-once"


def _connection_of(request: Request) -> Connection:
    connection: Connection = request.state.connection
    return connection


def _principal_of(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


#: The request's transaction.
Transaction = Annotated[Connection, Depends(_connection_of)]
Caller = Annotated[Principal, Depends(_principal_of)]


class _AccountRoute(APIRoute):
    resource: ClassVar[str]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        access: Access = "read" if self.methods == {"GET"} else "write"
        shown_once: tuple[str, ...] = tuple((self.openapi_extra or {}).get(SHOWN_ONCE, ()))

        async def guarded(request: Request) -> Response:
            database: Database = request.app.state.database
            async with database.connection() as connection:
                principal = await authenticate(connection, request.headers.get("Authorization"))
                request.state.connection, request.state.principal = connection, principal
                try:
                    _admit(request, principal, self.resource, access)
                    # Read here, so that a body which is too large is refused as such; the framework reads the copy.
                    await request.body()
                    async with as_account(connection, principal.account_id):
                        return await answer_once(
                            connection, principal.account_id, request, lambda: answer(request), shown_once=shown_once
                        )
                except Exception:
                    if not connection.closed:
                        await connection.execute("SELECT count_api_key_error(%s)", (principal.key_id,))
                    raise

        return guarded


def _admit(request: Request, principal: Principal, resource: str, access: Access) -> None:
    """A key learns nothing about other accounts, not even whether they exist."""
    if request.path_params["accountId"] != principal.account_id:
        raise NotFound("not_found", "There is no such account.")
    if any("\0" in str(value) for value in request.path_params.values()):
        raise NotFound("not_found", "There is no such thing.")  # PostgreSQL cannot even be asked about NUL
    check_address(principal, request.client.host if request.client else None)
    check_scope(principal, resource, access)


async def _account_in_path(account_id: Annotated[str, Path(alias="accountId")]) -> None:
    """Puts the parameter into the API description; `_admit` has checked it."""


def account_router(resource: str, path: str) -> APIRouter:
    """A router under the account whose GETs need `<resource>:read` and whose other methods need `<resource>:write`."""
    route_class = type(f"{resource.title()}Route", (_AccountRoute,), {"resource": resource})
    return APIRouter(
        prefix=ACCOUNT_PATH + path,
        route_class=route_class,
        tags=[resource],
        dependencies=[Depends(_account_in_path)],
        responses={"4XX": {"model": Problem}, "5XX": {"model": Problem}},
    )
