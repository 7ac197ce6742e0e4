"""What an account has before another tries to reach it: a flow with two versions."""

from __future__ import annotations

from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_api.kit.path_examples import PATH_EXAMPLES
from talkif_api.registry.compiling import compile_source
from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

VERSION: Final = str(PATH_EXAMPLES["version"])
NEXT_VERSION: Final = str(PATH_EXAMPLES["otherVersion"])
_ENTRY: Final = "flows/front-desk.yaml"
_TEXT: Final = f"""\
schema: talkif.flow/v1
flow: front-desk
start: greet
nodes:
  greet: {{type: say, text: "{SECRET}.", next: bye}}
  bye: {{type: end}}
"""


def _version(version: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rows of a version and of its artifact."""
    files = {_ENTRY: text}
    built = compile_source(_ENTRY, files, None).built
    assert built is not None
    major, minor, patch = map(int, version.split("."))
    row = {
        "flow_id": example_id("flow"), "version": version, "major": major, "minor": minor, "patch": patch,
        "digest": built.digest, "contract_hash": built.contract_hash, "behaviour_hash": built.behaviour_hash,
        "bump": "first", "source": Jsonb({"entry": _ENTRY, "files": files}), "source_map": Jsonb(built.source_map),
        "notes": SECRET, "published_by": example_id("key"),
    }  # fmt: skip
    return row, {"digest": built.digest, "body": built.artifact}


_FIRST, _FIRST_ARTIFACT = _version(VERSION, _TEXT)
_NEXT, _NEXT_ARTIFACT = _version(NEXT_VERSION, _TEXT.replace(f"{SECRET}.", f"{SECRET}, good day."))
DIGEST: Final[str] = _FIRST["digest"]

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "flows": [{"flow_id": example_id("flow"), "slug": "front-desk", "name": SECRET}],
    "artifacts": [_FIRST_ARTIFACT, _NEXT_ARTIFACT],
    "flow_versions": [_FIRST, _NEXT],
    "flow_pointers": [{"flow_id": example_id("flow"), "environment": "production", "version": VERSION}],
    "flow_canaries": [{
        "flow_id": example_id("flow"), "environment": "production", "version": NEXT_VERSION, "weight_percent": 5,
    }],
    "flow_pointer_moves": [{
        "flow_id": example_id("flow"), "environment": "production", "act": "publish", "to_version": VERSION,
        "reason": SECRET, "actor": example_id("key"),
    }],
}  # fmt: skip
