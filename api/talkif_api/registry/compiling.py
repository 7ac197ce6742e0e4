"""Source to what the registry keeps of it, and how two artifacts differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import asdict

from talkif_compiler.pipeline import Compilation, compile_flow
from talkif_compiler.render.json import diagnostic_json
from talkif_compiler.semver import infer_bump
from talkif_schemas.canonical import artifact_bytes, digest, load_artifact
from talkif_schemas.errors import Invalid
from talkif_schemas.resources.flow_versions import ChangeRecord
from talkif_schemas.resources.flows import Source, Validation
from talkif_schemas.source_map import source_map_data

from ..kit.aside import Aside
from . import compiler_process


@dataclass(frozen=True, slots=True)
class Built:
    """What a source compiles to."""

    flow: str
    """The slug that the source says."""
    artifact: bytes
    """Canonical JSON."""
    digest: str
    contract_hash: str
    behaviour_hash: str
    source_map: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    diagnostics: list[dict[str, Any]]
    built: Built | None
    """None if and only if one of the diagnostics is an error."""


def validate(aside: Aside, source: Source, environment: str | None) -> Validation:
    compiled = compiler_process.result(aside, compile_source, source.entry, source.files, environment)
    built = compiled.built
    return Validation(
        valid=built is not None,
        digest=built.digest if built is not None else None,
        diagnostics=compiled.diagnostics,
    )


def build(aside: Aside, source: Source, environment: str | None) -> Built:
    """Raises Invalid, which lists the findings."""
    compiled = compiler_process.result(aside, compile_source, source.entry, source.files, environment)
    if compiled.built is None:
        raise Invalid("flow_invalid", "The flow has errors.", meta={"diagnostics": compiled.diagnostics})
    return compiled.built


def changes(aside: Aside, before: bytes, after: bytes) -> list[ChangeRecord]:
    """What changed between two artifacts, the weightiest first."""
    return [ChangeRecord(**change) for change in compiler_process.result(aside, compare_artifacts, before, after)]


def compile_source(entry: str, files: Mapping[str, str], environment: str | None) -> Compiled:
    compilation = compile_flow(files, entry, environment=environment)
    return Compiled([diagnostic_json(found) for found in compilation.diagnostics], _built(compilation))


def compare_artifacts(before: bytes, after: bytes) -> list[dict[str, Any]]:
    return [asdict(change) for change in infer_bump(load_artifact(before), load_artifact(after))]


def _built(compilation: Compilation) -> Built | None:
    artifact = compilation.artifact
    if artifact is None:
        return None
    data = artifact_bytes(artifact)
    return Built(
        flow=artifact.flow,
        artifact=data,
        digest=digest(data),
        contract_hash=artifact.contract_hash,
        behaviour_hash=artifact.behaviour_hash,
        source_map=source_map_data(compilation.source_map),
    )
