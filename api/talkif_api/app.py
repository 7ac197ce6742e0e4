"""The REST application: every router, in the order in which the slices build on each other."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from talkif_schemas.errors import Unavailable
from talkif_schemas.resources.bodies import Body
from talkif_schemas.resources.problems import Problem, ProblemCatalogue
from talkif_schemas.sealed import Sealer

from .accounts.account_routes import router as account
from .accounts.routes import router as keys
from .calls.live_events import Streams
from .calls.routes import router as calls
from .contacts.field_routes import router as contact_fields
from .contacts.import_routes import router as contact_imports
from .contacts.routes import router as contacts
from .dnc.routes import router as dnc
from .kit import errors, jobs
from .kit.auth import Limits
from .kit.boundary import Boundary
from .kit.bulkhead import Bulkhead
from .kit.clock import monotonic_s, unix_s
from .kit.db import Database
from .kit.metrics import Metrics
from .kit.openapi import describe, operation_id
from .kit.reference_page import router as reference_page
from .kit.storage import FILES_PATH, Storage
from .models.live import Live
from .models.routes import router as models
from .phone.routes import router as phone
from .providers.carriers import Carriers
from .providers.routes import router as providers
from .registry.environment_routes import router as environments
from .registry.routes import router as flows
from .registry.version_routes import router as versions
from .schedules.routes import router as schedules
from .settings import Settings
from .templates.routes import router as templates
from .templates.routes import variable_router as template_variables
from .webhooks.routes import router as webhooks

ROUTERS: Final = (
    account,
    keys,
    webhooks,
    providers,
    models,
    templates,
    template_variables,
    flows,
    versions,
    environments,
    phone,
    dnc,
    contact_imports,
    contacts,
    contact_fields,
    schedules,
    calls,
)

_open = APIRouter(generate_unique_id_function=operation_id)


def create_app(settings: Settings, database: Database, storage: Storage) -> FastAPI:
    """The application around resources that the caller opens and closes."""
    app = _routed()
    app.state.database, app.state.storage, app.state.metrics = database, storage, Metrics()
    app.state.sealer = Sealer(settings.encryption_keys)
    app.state.carriers = Carriers(settings, app.state.sealer, Bulkhead.of_half(settings.max_connections))
    app.state.streams = Streams()
    app.state.limits = Limits(
        burst=settings.rate_burst,
        per_minute=settings.rate_per_minute,
        failure_burst=settings.failure_burst,
        failures_per_minute=settings.failures_per_minute,
    )
    app.state.vendor_keys, app.state.vendor_urls = settings.vendor_keys, settings.vendor_urls
    app.state.live = Live(settings.vendor_keys, settings.vendor_urls, unix_s)
    app.state.max_upload_bytes = settings.max_upload_bytes
    app.state.trusted_proxies = settings.trusted_proxies
    errors.install(app)
    app.add_middleware(Boundary, metrics=app.state.metrics, clock=monotonic_s, max_body_bytes=settings.max_body_bytes)
    app.openapi = description  # type: ignore[method-assign]
    return app


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document. Made once, which takes a second, and the same for every application; not to be changed."""
    return describe(_routed())


def _routed() -> FastAPI:
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # A redirect would name the host that the client wrote, before anything else is looked at.
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        telemetry={"logs": False, "metrics": False, "operation_spans": False, "exclude": _is_untraced},
    )
    for router in (*ROUTERS, reference_page, _open):
        # What include_router makes of these routes looks for each request's twice, and slowly.
        app.router.routes.extend(router.routes)
    return app


def _is_untraced(scope: MutableMapping[str, Any]) -> bool:
    """What machines ask for all day, and links to files, whose query is a secret."""
    return str(scope["path"]).startswith(("/healthz", "/readyz", "/metrics", FILES_PATH))


@_open.get("/api/v1/openapi.json", include_in_schema=False)
async def openapi_document(request: Request) -> Response:
    app: FastAPI = request.app
    return JSONResponse(app.openapi())


@_open.get("/api/v1/errors", tags=["errors"], responses={"4XX": {"model": Problem}})
async def error_catalogue(_nothing: Annotated[Body, Query()]) -> ProblemCatalogue:
    """Every code that an error can have."""
    return errors.catalogue()


@_open.get(FILES_PATH + "/{key:path}", include_in_schema=False)
async def read_file(request: Request, key: str, expires: int, signature: str) -> StreamingResponse:
    """The target of signed links into a local store."""
    storage: Storage = request.app.state.storage
    file = await storage.open_signed(key, expires, signature)
    return StreamingResponse(
        file.chunks,
        media_type="audio/wav" if key.endswith(".wav") else "application/octet-stream",
        headers={"Content-Length": str(file.size_bytes), "X-Content-Type-Options": "nosniff"},
    )


@_open.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
async def alive() -> dict[str, str]:
    return {"status": "ok"}


@_open.api_route("/readyz", methods=["GET", "HEAD"], include_in_schema=False)
async def ready(request: Request) -> dict[str, str]:
    """Fails while the database does not answer, so that a load balancer sends requests elsewhere."""
    database: Database = request.app.state.database
    async with database.connection() as connection:
        await connection.execute("SELECT 1")
    return {"status": "ok"}


@_open.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Answers without the counts of jobs while the database is away."""
    gathered: Metrics = request.app.state.metrics
    database: Database = request.app.state.database
    gathered.pool(database.pool_state())
    try:
        async with database.connection() as connection:
            gathered.jobs(await jobs.counts(connection))
    except Unavailable:
        gathered.jobs(())
    return Response(gathered.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")
