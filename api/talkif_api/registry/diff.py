"""How two versions of a flow differ: promise, nodes, source. Pure, and run beside the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from msgspec.structs import asdict

from talkif_compiler.render.diff import file_diff
from talkif_compiler.semver import highest, infer_bump
from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import load_artifact
from talkif_schemas.resources.flow_diffs import FileChange, Kind, NodeChange, VersionDiff
from talkif_schemas.resources.flow_versions import ChangeRecord
from talkif_schemas.source_map import SourceMap, read_source_map

from .version_store import Stored

#: Sections of an artifact that are told of elsewhere, or follow from others.
_NO_SECTIONS: Final = frozenset(
    {"nodes", "flows", "fixed_speech", "secrets", "numbers", "hosts", "contract_hash", "behaviour_hash", "meta_hash"}
)


def compare(before: Stored, after: Stored) -> VersionDiff:
    old, new = load_artifact(before.artifact), load_artifact(after.artifact)
    changes = [ChangeRecord(**asdict(change)) for change in infer_bump(old, new)]
    old_data, new_data = orjson.loads(before.artifact), orjson.loads(after.artifact)
    files = list(_file_changes(before.source.files, after.source.files))
    return VersionDiff(
        from_version=before.version,
        to_version=after.version,
        kind=_kind(old, new, is_same_text=not files),
        bump=highest(change.bump for change in changes),
        changes=changes,
        sections=[name for name in _differing(old_data, new_data) if name not in _NO_SECTIONS],
        nodes=list(_node_changes(old_data, new_data, _places(before), _places(after))),
        files=files,
    )


def _kind(old: Artifact, new: Artifact, *, is_same_text: bool) -> Kind:
    if old.contract_hash != new.contract_hash:
        return "contract"
    if old.behaviour_hash != new.behaviour_hash:
        return "behaviour"
    return "none" if is_same_text else "meta"


def _places(version: Stored) -> SourceMap:
    return read_source_map(version.source_map)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Keys whose values differ; what one of them has not is the default there, and left out."""
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _node_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], old_places: SourceMap, new_places: SourceMap
) -> Iterator[NodeChange]:
    """By flow, the flow itself first, and by node."""
    before, after = _nodes(old), _nodes(new)
    for flow, node in sorted(before.keys() | after.keys(), key=lambda key: (key[0] != new["flow"], key)):
        was, now = before.get((flow, node)), after.get((flow, node))
        if was == now:
            continue
        places = old_places if now is None else new_places
        yield NodeChange(
            flow=flow,
            node=node,
            change="added" if was is None else "removed" if now is None else "changed",
            type=(now or was or {})["type"],
            fields=_differing(was, now) if was is not None and now is not None else [],
            place=places.get(flow, {}).get(node),
        )


def _nodes(artifact: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    flows = {artifact["flow"]: artifact, **artifact.get("flows", {})}
    return {(name, node): data for name, flow in flows.items() for node, data in flow["nodes"].items()}


def _file_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FileChange]:
    for path in _differing(old, new):
        yield FileChange(
            path=path,
            change="added" if path not in old else "removed" if path not in new else "changed",
            diff=file_diff(path, old.get(path, ""), new.get(path, "")),
        )
