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
from talkif_schemas.sealed import Sealer

from . import audit
from .auth import Access, Limits, Principal, admit, key_in
from .client_address import Address, client_address
from .db import Connection, Database, as_account
from .idempotency import answer_once
from .openapi import READS_ONLY, operation_id

ACCOUNT_PATH: Final = "/api/v1/accounts/{accountId}"

#: Keys of `openapi_extra`. Names of answer fields that are shown once and never stored:
SHOWN_ONCE: Final = "x-shown-once"
#: The handler reads the body itself, piece by piece; it may be as large as an upload.
STREAMED_BODY: Final = "x-streamed-body"

LIMIT_HEADER: Final = "RateLimit-Limit"
REMAINING_HEADER: Final = "RateLimit-Remaining"


def _connection_of(request: Request) -> Connection:
    connection: Connection = request.state.connection
    return connection


def _principal_of(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


def _sealer_of(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


#: The request's transaction.
Transaction = Annotated[Connection, Depends(_connection_of)]
Caller = Annotated[Principal, Depends(_principal_of)]
#: Seals and opens the secrets that tenants entrust to us.
Sealing = Annotated[Sealer, Depends(_sealer_of)]


class _AccountRoute(APIRoute):
    resource: ClassVar[str]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        extra = self.openapi_extra or {}
        reads = self.methods == {"GET"} or bool(extra.get(READS_ONLY))
        access: Access = "read" if reads else "write"
        shown_once: tuple[str, ...] = tuple(extra.get(SHOWN_ONCE, ()))
        is_streamed = bool(extra.get(STREAMED_BODY))
        action = operation_id(self)

        async def guarded(request: Request) -> Response:
            database: Database = request.app.state.database
            limits: Limits = request.app.state.limits
            key = key_in(request.headers.get("Authorization"))
            if any("\0" in str(value) for value in request.path_params.values()):
                # PostgreSQL cannot even be asked about NUL.
                raise NotFound("not_found", "There is no such thing.")
            if not is_streamed:
                # Before a connection is taken, which a slow client would hold; the framework reads the copy.
                await request.body()
            async with database.connection() as connection:
                principal = await admit(
                    connection,
                    key,
                    account_id=request.path_params["accountId"],
                    resource=self.resource,
                    access=access,
                    address=_address(request),
                    limits=limits,
                )
                request.state.connection, request.state.principal = connection, principal

                async def audited() -> Response:
                    response = await answer(request)
                    if not reads:
                        await audit.record(
                            connection, principal, request, response, action=action, resource=self.resource
                        )
                    return response

                try:
                    async with as_account(connection, principal.account_id):
                        response = await answer_once(
                            connection, principal.account_id, request, audited, shown_once=shown_once
                        )
                except Exception:
                    if not connection.closed:
                        await connection.execute("SELECT count_request_error(%s)", (principal.key_id,))
                    raise
            response.headers[LIMIT_HEADER] = str(limits.burst)
            response.headers[REMAINING_HEADER] = str(principal.requests_left)
            return response

        return guarded


def _address(request: Request) -> Address | None:
    return client_address(
        request.client.host if request.client else None,
        request.headers.getlist("X-Forwarded-For"),
        request.app.state.trusted_proxies,
    )


async def _account_in_path(account_id: Annotated[str, Path(alias="accountId")]) -> None:
    """Puts the parameter into the API description; `_admit` has checked it."""


def account_router(resource: str, path: str) -> APIRouter:
    """A router under the account whose GETs need `<resource>:read` and whose other methods need `<resource>:write`.

    POSTs with READS_ONLY need `<resource>:read`.
    """
    route_class = type(f"{resource.title()}Route", (_AccountRoute,), {"resource": resource})
    return APIRouter(
        prefix=ACCOUNT_PATH + path,
        route_class=route_class,
        tags=[resource],
        dependencies=[Depends(_account_in_path)],
        responses={"4XX": {"model": Problem}, "5XX": {"model": Problem}},
    )
