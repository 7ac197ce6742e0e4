"""A flow to publish, and the requests that publish it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from talkif_compiler.pipeline import compile_flow
from talkif_schemas.canonical import artifact_bytes, digest
from tests.api.conftest import Account

ENTRY = "flows/desk.yaml"
DESK = """\
schema: talkif.flow/v1
flow: desk
name: Desk
variables:
  topic: {type: string}
outcomes: [done]
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end, say: "Goodbye.", outcome: done}
"""
#: Each is what the name says, compared with DESK.
WORDING = DESK.replace("Hello.", "Good day.")
WORDING_2 = DESK.replace("Hello.", "Welcome.")
ADDITION = DESK.replace("outcomes: [done]", "outcomes: [done]\noutputs: [topic]")
BREAKING = DESK.replace("done", "finished")
COMMENT = "# Nobody can hear this.\n" + DESK.replace("name: Desk", "name: Front desk")
BROKEN = DESK.replace("next: bye", "next: by")


@dataclass(frozen=True)
class Desk:
    """One flow of an account."""

    account: Account
    id: str

    def body(self, text: str = DESK, **more: Any) -> dict[str, Any]:
        files = {ENTRY: text}
        artifact = compile_flow(files, ENTRY).artifact
        address = digest(artifact_bytes(artifact)) if artifact is not None else "sha256:" + "0" * 64
        return {"source": {"entry": ENTRY, "files": files}, "digest": address, **more}

    async def publish(self, text: str = DESK, **more: Any) -> httpx.Response:
        return await self.account.post(f"/flows/{self.id}/publish", self.body(text, **more))

    async def published(self, text: str = DESK, **more: Any) -> str:
        response = await self.publish(text, **more)
        assert response.status_code in (200, 201), response.text
        return str(response.json()["version"])

    async def rollback(self, version: str, environment: str = "production") -> httpx.Response:
        body = {"version": version, "environment": environment, "reason": "test"}
        return await self.account.post(f"/flows/{self.id}/rollback", body)

    async def running(self) -> dict[str, tuple[str, bool]]:
        """Environment -> (version, pinned). Every environment has to run one version alone."""
        listed = (await self.account.get(f"/flows/{self.id}/environments")).json()["environments"]
        for pointer in listed:
            assert [share["weightPercent"] for share in pointer["versions"]] == [100]
        return {pointer["environment"]: (pointer["versions"][0]["version"], pointer["pinned"]) for pointer in listed}

    async def share_out(self, environment: str = "production", **shares: int) -> httpx.Response:
        """`v1_0_0=95` gives the version 1.0.0 to 95 of a hundred calls."""
        versions = [
            {"version": name.removeprefix("v").replace("_", "."), "weightPercent": weight}
            for name, weight in shares.items()
        ]
        return await self.account.send(
            "PUT", f"/flows/{self.id}/environments/{environment}", json={"versions": versions, "reason": "try"}
        )


@pytest.fixture
async def desk(account: Account, compiler: None) -> Desk:
    created = await account.post("/flows", {"slug": "desk", "name": "Desk"})
    assert created.status_code == 201, created.text
    return Desk(account, created.json()["id"])
