"""Routes of one account: key, address, scope, transaction and idempotency stand before every handler.

A request is one transaction. It commits when the answer is complete and before it is sent; any exception rolls it back.
A handler that needs long work starts over when that is done (aside.py), so the last of its transactions alone counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, TypeAlias

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from psycopg.rows import DictRow
from pydantic import BaseModel
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.problems import Problem
from talkif_schemas.sealed import Sealer

from . import audit
from .arrival import is_small, read_body
from .aside import Aside, Outstanding
from .auth import Admission, Principal, key_in
from .boundary import ALLOWANCE
from .client_address import Address, client_address
from .db import Connection, Database, as_account
from .errors import field_error
from .idempotency import Once
from .openapi import NO_TRANSACTION, READS_ONLY, form_fields, operation_id
from .revision import etag
from .upload import Upload, received

ACCOUNT_PATH: Final = "/api/v1/accounts/{accountId}"

#: Keys of `openapi_extra`. Names of answer fields that are shown once and never stored:
SHOWN_ONCE: Final = "x-shown-once"
#: The body is an upload: it may be large, and lies in the object store when the handler runs.
STREAMED_BODY: Final = "x-streamed-body"

#: What pydantic says of a field that its model has not.
_UNKNOWN: Final = ("extra_forbidden", "Extra inputs are not permitted")

_Answer: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]


async def _connection_of(request: Request) -> Connection:
    connection: Connection = request.state.connection
    return connection


async def _principal_of(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


async def _sealer_of(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


async def _upload_of(request: Request) -> Upload:
    upload: Upload = request.state.upload
    return upload


async def _aside_of(request: Request) -> Aside:
    aside: Aside = request.state.aside
    return aside


async def _database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


#: For what has to stay when the request's own transaction fails: opens others beside it.
Journals = Annotated[Database, Depends(_database_of)]
#: The request's transaction.
Transaction = Annotated[Connection, Depends(_connection_of)]
Caller = Annotated[Principal, Depends(_principal_of)]
#: What a request with STREAMED_BODY has brought.
Uploaded = Annotated[Upload, Depends(_upload_of)]
#: What a request that has its own transaction wants to have worked out without it.
LongWork = Annotated[Aside, Depends(_aside_of)]
#: Seals and opens the secrets that tenants entrust to us.
Sealing = Annotated[Sealer, Depends(_sealer_of)]


class _AccountRoute(APIRoute):
    resource: ClassVar[str]

    @cached_property
    def _literal(self) -> str:
        """What every path of the route contains."""
        return self.path.removeprefix(ACCOUNT_PATH).partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        # Most routes are another resource's, which this tells sooner than the pattern of the whole path.
        return super().matches(scope) if self._literal in scope["path"] else (Match.NONE, {})

    def get_route_handler(self) -> _Answer:
        assert self._reads or not self._has(NO_TRANSACTION), "what changes something does it in a transaction"
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            response = await self._answered(answer, request, self._admission(request))
            if self._has_revision and response.status_code < 300:
                response.headers["ETag"] = etag(orjson.loads(response.body)["revision"])
            return _Counted(response, request) if isinstance(response, StreamingResponse) else response

        return guarded

    async def _answered(self, answer: _Answer, request: Request, admission: Admission) -> Response:
        database: Database = request.app.state.database
        is_streamed = self._has(STREAMED_BODY)
        is_read_first = not is_streamed and is_small(request)
        # Never while there is a connection, which a slow client would hold; the framework reads the copy.
        refusal = self._refusal(request) or (await read_body(request) if is_read_first else None)
        request.state.aside = aside = Aside()
        request.state.once = once = Once(request, reads=self._reads)
        response: Response | None = None
        async with database.connection() as connection:
            if self._has(NO_TRANSACTION) or not is_read_first or refusal is not None:
                _admit(request, admission, await admission.question().answer(connection))
            else:
                response = await self._answer_in_transaction(answer, request, connection, admission)
        principal: Principal = request.state.principal
        if refusal is None and not is_read_first and not is_streamed:
            refusal = await read_body(request)
        if refusal is not None:
            async with _failures_counted(database, principal):
                raise refusal
        if self._has(NO_TRANSACTION):
            async with _failures_counted(database, principal):
                return await answer(request)
        async with AsyncExitStack() as stack:
            if is_streamed:
                async with _failures_counted(database, principal):
                    request.state.upload = await stack.enter_async_context(received(request, principal.account_id))
            if not is_read_first:
                async with database.connection() as connection:
                    response = await self._answer_in_transaction(answer, request, connection)
            await stack.enter_async_context(once.released_on_failure(database))
            while response is None:
                async with _failures_counted(database, principal):
                    if await once.hold(database):
                        await aside.work()
                async with database.connection() as connection:
                    response = await self._answer_in_transaction(answer, request, connection)
        return response

    def _refusal(self, request: Request) -> Invalid | None:
        """Names each part of the path that has NUL in it, and each parameter of the query where there can be none, or
        one alone.

        The account is another matter: there is none of that name. A model of the query refuses what it does not know.
        """
        problems = [
            FieldError(name, "invalid_format", "NUL is not allowed")
            for name, value in request.path_params.items()
            if name != "accountId" and "\0" in value
        ]
        query = request.query_params
        if not self.dependant.query_params:
            problems += (field_error((name,), *_UNKNOWN) for name in query)
        elif len(query) < len(query.multi_items()):
            repeated = [name for name in query if len(query.getlist(name)) > 1 and name not in self._lists]
            problems += (FieldError(name, "repeated", "One value expected, not several") for name in repeated)
        if not problems:
            return None
        return Invalid("validation_failed", "Request contains invalid fields", fields=tuple(problems))

    @cached_property
    def _lists(self) -> frozenset[str]:
        """Parameters of the query that may have several values."""
        (query,) = self.dependant.query_params
        model = query.field_info.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        return frozenset(name for name, schema in form_fields(model).items() if schema.get("type") == "array")

    @cached_property
    def _has_revision(self) -> bool:
        model = self.response_model
        return isinstance(model, type) and issubclass(model, BaseModel) and "revision" in model.model_fields

    @property
    def _reads(self) -> bool:
        return self.methods == {"GET"} or self._has(READS_ONLY)

    def _changes(self, body: bytes) -> bool:
        """Whether a request that succeeds has changed something. A PATCH that names no field has not."""
        return not self._reads and not (self.methods == {"PATCH"} and orjson.loads(body) == {})

    def _has(self, key: str) -> bool:
        return bool((self.openapi_extra or {}).get(key))

    def _admission(self, request: Request) -> Admission:
        account_id: AccountId = request.path_params["accountId"]
        return Admission(
            key=key_in(request.headers.get("Authorization")),
            # PostgreSQL cannot even be asked about NUL.
            account_id=AccountId("") if "\0" in account_id else account_id,
            resource=self.resource,
            access="read" if self._reads else "write",
            address=_address(request),
            limits=request.app.state.limits,
        )

    async def _answer_in_transaction(
        self, answer: _Answer, request: Request, connection: Connection, admission: Admission | None = None
    ) -> Response | None:
        """`admission`: what has not been asked yet. None: nothing was done, because the handler waits for long work."""
        request.state.connection = connection
        principal: Principal | None = None

        async def audited() -> Response:
            response = await answer(request)
            body = b"" if self._has(STREAMED_BODY) else await request.body()
            if self._changes(body):
                await self._audit(connection, request, response, body)
            return response

        question = admission.question() if admission is not None else None
        account_id = admission.account_id if admission is not None else request.state.principal.account_id
        try:
            async with as_account(connection, account_id, after=question) as answered:
                if admission is not None:
                    _admit(request, admission, answered)
                principal = request.state.principal
                return await self._answer_once(request, connection, audited)
        except Outstanding:
            return None
        except Exception:
            if principal is not None and not connection.closed:
                await _count_error(connection, principal)
            raise

    async def _answer_once(
        self, request: Request, connection: Connection, answer: Callable[[], Awaitable[Response]]
    ) -> Response:
        once: Once = request.state.once
        content = request.state.upload.sha256 if self._has(STREAMED_BODY) else await request.body()
        shown_once: tuple[str, ...] = tuple((self.openapi_extra or {}).get(SHOWN_ONCE, ()))
        return await once.answer(connection, answer, content=content, shown_once=shown_once)

    async def _audit(self, connection: Connection, request: Request, response: Response, body: bytes) -> None:
        principal: Principal = request.state.principal
        await audit.record(
            connection, principal, request, response, body=body, action=operation_id(self), resource=self.resource
        )


class _Counted(Response):
    """A stream that counts as an error when it fails before it begins."""

    def __init__(self, stream: StreamingResponse, request: Request) -> None:
        self._stream = stream
        self._database: Database = request.app.state.database
        self._principal: Principal = request.state.principal
        self.status_code = stream.status_code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._stream(scope, receive, send_noting)
        except Exception:
            if not has_begun:
                async with self._database.connection() as connection:
                    await _count_error(connection, self._principal)
            raise


def _admit(request: Request, admission: Admission, answer: DictRow) -> None:
    """Raises what `Admission.principal` does. What is left is told in any case."""
    setattr(request.state, ALLOWANCE, admission.allowance(answer))
    request.state.principal = admission.principal(answer)


@asynccontextmanager
async def _failures_counted(database: Database, principal: Principal) -> AsyncIterator[None]:
    """Around what is done without a connection."""
    try:
        yield
    except Exception:
        async with database.connection() as connection:
            await _count_error(connection, principal)
        raise


async def _count_error(connection: Connection, principal: Principal) -> None:
    await connection.execute("SELECT count_request_error(%s)", (principal.key_id,))


def _address(request: Request) -> Address | None:
    return client_address(
        request.client.host if request.client else None,
        request.headers.getlist("X-Forwarded-For"),
        request.app.state.trusted_proxies,
    )


def account_router(resource: str, path: str) -> APIRouter:
    """A router under the account whose GETs need `<resource>:read` and whose other methods need `<resource>:write`.

    POSTs with READS_ONLY need `<resource>:read`.
    """
    route_class = type(f"{resource.title()}Route", (_AccountRoute,), {"resource": resource})
    return APIRouter(
        prefix=ACCOUNT_PATH + path,
        generate_unique_id_function=operation_id,
        route_class=route_class,
        tags=[resource],
        # "4XX" keeps the framework from describing failures of its own, whose shape ours do not have.
        responses={"4XX": {"model": Problem}},
    )
