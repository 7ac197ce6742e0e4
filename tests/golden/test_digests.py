"""The examples compile to the same bytes on every machine and every Python: the digests are recorded.

TALKIF_UPDATE_GOLDEN=1 records them anew, after a change of the flows, the compiler or the form of the artifact.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from talkif_compiler.pipeline import compile_flow
from talkif_compiler.repository.flow_files import find_flows, find_root
from talkif_compiler.repository.project import load_bundle
from talkif_schemas.canonical import artifact_bytes, digest

RECORDED = Path(__file__).parent / "digests.json"
EXAMPLES = Path(__file__).parents[2] / "flows" / "examples"


def test_digests_are_as_recorded() -> None:
    found = {}
    for path in find_flows([EXAMPLES]):
        root = find_root(path)
        entry = path.relative_to(root).as_posix()
        artifact = compile_flow(load_bundle(root, entry), entry).artifact
        assert artifact is not None, entry
        found[entry] = digest(artifact_bytes(artifact))
    if os.environ.get("TALKIF_UPDATE_GOLDEN"):
        RECORDED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8", newline="\n")
    assert found == json.loads(RECORDED.read_text(encoding="utf-8"))
