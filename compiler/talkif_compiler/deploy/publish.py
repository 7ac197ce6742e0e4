"""Publishes one flow: compile here, send source and digest, let the server compile the same and compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import compile_flow
from talkif_schemas.canonical import artifact_bytes, digest

from .client import Client

if TYPE_CHECKING:
    from talkif_schemas.artifact import Artifact
    from talkif_schemas.signature import Signature


class FlowInvalid(Exception):
    """The flow has errors; nothing was sent."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("the flow has errors")
        self.diagnostics = diagnostics


class Published(Struct, frozen=True):
    flow: str
    flow_id: str
    version: str
    digest: str
    environment: str
    is_new: bool
    """False when the environment ran the same behaviour already."""


def publish(client: Client, files: Mapping[str, str], entry: str, *, environment: str) -> Published:
    """Compile and send. Raises FlowInvalid, DeployError."""
    compilation = compile_flow(files, entry, environment=environment)
    if compilation.artifact is None:
        raise FlowInvalid(compilation.diagnostics)
    return send(client, compilation.artifact, files, entry, environment=environment)


def send(
    client: Client,
    artifact: Artifact,
    files: Mapping[str, str],
    entry: str,
    *,
    environment: str,
    notes: str = "",
    bump: str | None = None,
    sign: Callable[[str], Signature] | None = None,
) -> Published:
    """`files`, `entry`: what the artifact was compiled from. Raises DeployError."""
    address = digest(artifact_bytes(artifact))
    flow_id = client.flow_id(artifact.flow) or client.create_flow(artifact.flow, artifact.name)
    body: dict[str, Any] = {
        "source": {"entry": entry, "files": dict(files)},
        "digest": address,
        "environment": environment,
        "notes": notes,
        **({"bump": bump} if bump is not None else {}),
    }
    if sign is not None:
        made = sign(address)
        body["signature"] = {"keyId": made.key_id, "signature": made.signature}
    version, is_new = client.publish(flow_id, body)
    return Published(artifact.flow, flow_id, version["version"], version["digest"], environment, is_new)
