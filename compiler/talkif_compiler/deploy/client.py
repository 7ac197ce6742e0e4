"""The REST API as the deployer sees it: the few calls that publishing needs, with errors as values of one type."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

import httpx
from msgspec import Struct

TIMEOUT_S = 30.0
_PAGE = 100


class DeployError(Exception):
    """The API refused, or did not answer. `code` is the API's error code, `unreachable` when there was no answer."""

    def __init__(self, code: str, detail: str, *, status: int = 0, meta: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status
        self.meta = dict(meta or {})


class Target(Struct, frozen=True):
    """Which account of which server. The key never appears in output."""

    api_url: str
    account_id: str
    api_key: str


class Client:
    """Use as a context manager. Every method raises DeployError."""

    def __init__(self, target: Target) -> None:
        self._http = httpx.Client(
            base_url=f"{target.api_url.rstrip('/')}/api/v1/accounts/{target.account_id}",
            headers={"Authorization": f"Bearer {target.api_key}"},
            timeout=TIMEOUT_S,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def flow_id(self, slug: str) -> str | None:
        """The id of the flow with this `flow:`, or None."""
        return next((str(flow["id"]) for flow in self._entries("/flows", "flows") if flow["slug"] == slug), None)

    def create_flow(self, slug: str, name: str) -> str:
        return str(self._post("/flows", {"slug": slug, "name": name})["id"])

    def publish(self, flow_id: str, body: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """The version that the environment runs now, and whether it is new."""
        response = self._send("POST", f"/flows/{flow_id}/publish", json=body)
        return response.json(), response.status_code == httpx.codes.CREATED

    def versions(self, flow_id: str) -> list[dict[str, Any]]:
        """Newest first."""
        return list(self._entries(f"/flows/{flow_id}/versions", "versions"))

    def version(self, flow_id: str, version: str) -> dict[str, Any]:
        """One version with its artifact."""
        return self._get(f"/flows/{flow_id}/versions/{version}", {"include": "artifact"})

    def rollback(self, flow_id: str, version: str, environment: str, reason: str) -> dict[str, Any]:
        body = {"version": version, "environment": environment, "reason": reason}
        return self._post(f"/flows/{flow_id}/rollback", body)

    def template(self, slug: str) -> dict[str, Any] | None:
        """The prompt template with this slug as it is now, or None."""
        page = self._get("/prompt-templates", {"slug": slug})
        return next((self._get(f"/prompt-templates/{item['id']}", {}) for item in page["promptTemplates"]), None)

    def _entries(self, path: str, key: str) -> Iterator[dict[str, Any]]:
        """Of a list, page by page."""
        offset = 0
        while True:
            page = self._get(path, {"limit": _PAGE, "offset": offset})
            yield from page[key]
            offset += _PAGE
            if offset >= page["meta"]["total"]:
                return

    def _get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._send("GET", path, params=params).json())

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._send("POST", path, json=body).json())

    def _send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        try:
            response = self._http.request(method, path, headers=headers, **arguments)
        except httpx.HTTPError as error:
            raise DeployError("unreachable", f"the API does not answer: {error}") from error
        if response.is_success:
            return response
        try:
            problem = response.json()
            raise DeployError(
                problem["code"],
                problem["detail"],
                status=response.status_code,
                meta={"requestId": problem.get("requestId"), **problem.get("meta", {})},
            )
        except (ValueError, KeyError, TypeError):
            detail = f"the API answered {response.status_code} and no error of ours"
            raise DeployError("unreachable", detail, status=response.status_code) from None
