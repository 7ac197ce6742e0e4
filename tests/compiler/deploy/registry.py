"""A registry of flows on loopback, with the API's own paths and bodies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from talkif_compiler.pipeline import compile_flow
from talkif_schemas.canonical import artifact_bytes, digest


@dataclass
class Registry:
    url: str = ""
    versions: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """Flow -> version -> what the API says of it."""
    templates: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Slug of each prompt template -> its version and text."""
    asked: int = 0

    def add(self, source: str, version: str) -> None:
        artifact = compile_flow({"a.yaml": source}, "a.yaml").artifact
        assert artifact is not None
        data = artifact_bytes(artifact)
        details = {"version": version, "digest": digest(data), "artifact": json.loads(data)}
        self.versions.setdefault(artifact.flow, {})[version] = details

    def answer(self, path: str, query: dict[str, str]) -> Any:
        """`path`: below the account."""
        self.asked += 1
        match path.strip("/").split("/"):
            case ["prompt-templates"]:
                return {"promptTemplates": [{"id": slug} for slug in self.templates]}
            case ["prompt-templates", slug]:
                version, text = self.templates[slug]
                return {"slug": slug, "version": version, "content": text}
            case ["flows"]:
                return _page("flows", [{"id": f"flw_{flow}", "slug": flow} for flow in self.versions], query)
            case ["flows", flow_id, "versions"]:
                newest_first = reversed(self.versions[flow_id.removeprefix("flw_")].values())
                return _page("versions", list(newest_first), query)
            case ["flows", flow_id, "versions", version]:
                return self.versions[flow_id.removeprefix("flw_")][version]
        raise AssertionError(path)

    @property
    def arguments(self) -> list[str]:
        return ["--api-url", self.url, "--account", "acc_1", "--api-key", "tif_test"]


def _page(key: str, entries: list[Any], query: dict[str, str]) -> dict[str, Any]:
    offset = int(query["offset"])
    return {key: entries[offset : offset + int(query["limit"])], "meta": {"total": len(entries)}}


@contextmanager
def serving(registry: Registry) -> Iterator[Registry]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            path = address.path.removeprefix("/api/v1/accounts/acc_1")
            body = json.dumps(registry.answer(path, dict(parse_qsl(address.query)))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    registry.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield registry
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
