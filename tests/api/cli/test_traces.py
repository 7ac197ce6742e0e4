"""Spans as a collector gets them from the programs: a request, and the job that it asked for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx
from fastapi import FastAPI, Request, Response
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from talkif_api.cli.local import free_ports
from talkif_runtime.server import serve_http
from tests.api.conftest import Account, program
from tests.api.receiver import HOST, Receiver

PERSON = ("4155551234", "Sarah", "Chen", "diagnosis")

_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass
class Collector:
    """https://opentelemetry.io/docs/specs/otlp/#otlphttp"""

    spans: list[tuple[str, Span]] = field(default_factory=list)
    """(service, span)"""

    def app(self) -> FastAPI:
        app = FastAPI(telemetry={"tracing": False})

        @app.post("/v1/traces")
        async def receive(request: Request) -> Response:
            for resource in ExportTraceServiceRequest.FromString(await request.body()).resource_spans:
                (service,) = [
                    item.value.string_value for item in resource.resource.attributes if item.key == "service.name"
                ]
                self.spans += [(service, span) for scope in resource.scope_spans for span in scope.spans]
            return Response(media_type="application/x-protobuf")

        return app

    def named(self, name: str) -> tuple[str, Span]:
        (found,) = [(service, span) for service, span in self.spans if span.name == name]
        return found


async def test_a_trace_leads_from_the_request_to_its_job(
    account: Account, environment: dict[str, str], free_port: int
) -> None:
    ports, collector, receiver = free_ports(), Collector(), Receiver()
    created = await account.post("/webhooks", {"url": f"https://{HOST}/in", "events": ["*"]})
    env = environment | {
        "TALKIF_API_PORT": str(ports.api),
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{ports.media}",
    }
    async with (
        serve_http(collector.app(), "127.0.0.1", ports.media),
        serve_http(receiver.app(), "127.0.0.1", free_port),
        program("api", env=env),
        program("worker", env=env),
    ):
        path = f"/api/v1/accounts/{account.account_id}/webhooks/{created.json()['id']}/test"
        headers = {"Authorization": f"Bearer {account.key}", "traceparent": f"00-{_TRACE_ID}-00f067aa0ba902b7-01"}
        transport = httpx.AsyncHTTPTransport(retries=10)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports.api}", transport=transport) as client:
            assert (await client.get("/readyz")).is_success
            assert (await client.post(path, headers=headers)).status_code == 202
            of_account = f"/api/v1/accounts/{account.account_id}"
            for url, status in (
                (f"{of_account}/contacts/search-by-phone?phone=%2B14155551234", 200),
                (f"{of_account}/contacts?q=Sarah+Chen&Sarah=1", 400),
                (f"{of_account}/contacts?Sarah", 400),
                (f"{of_account}/contacts/+14155551234", 404),
                ("/Sarah/Chen?q=Chen", 404),
            ):
                assert (await client.get(url, headers=headers)).status_code == status, url
            tag = f"{of_account}/contacts/contact_x/tags/diagnosis"
            assert (await client.delete(tag, headers=headers)).status_code == 404
        await asyncio.wait_for(receiver.arrived.wait(), 30)
    asker, request = collector.named("POST /api/v1/accounts/{accountId}/webhooks/{webhookId}/test")
    worker, job = collector.named("job webhooks.deliver")
    assert (asker, worker) == ("talkif-api", "talkif-worker")
    assert request.trace_id.hex() == job.trace_id.hex() == _TRACE_ID
    assert job.parent_span_id == request.span_id
    assert not [span.name for _, span in collector.spans if "readyz" in span.name]
    assert account.key not in str(collector.spans)
    assert [name for name in PERSON if name in str(collector.spans)] == []
    attributes = {item.key: item.value.string_value for item in request.attributes}
    assert attributes["url.path"] == path
    _, search = collector.named("GET /api/v1/accounts/{accountId}/contacts/search-by-phone")
    assert {item.key: item.value.string_value for item in search.attributes}["url.query"] == "REDACTED"
