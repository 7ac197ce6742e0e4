"""Where an artifact comes from: an in-toto statement with SLSA provenance, https://slsa.dev/spec/v1.0/provenance.

It stands beside the artifact, not in it: the same source gives the same artifact on every machine.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from msgspec import Struct

from talkif_schemas.artifact import Artifact

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "talkif-flows/build/v1"

_GIT_TIMEOUT_S = 20


class Commit(Struct, frozen=True):
    """The state of the repository that a build ran in."""

    sha: str
    is_clean: bool
    """False when files that git knows differ from the commit."""


def read_commit(root: Path) -> Commit | None:
    """None where there is no git, or no commit."""
    sha = _git(root, "rev-parse", "HEAD")
    changes = _git(root, "status", "--porcelain", "--untracked-files=no")
    return Commit(sha.strip(), not changes.strip()) if sha is not None and changes is not None else None


def provenance(
    artifact: Artifact, digest: str, entry: str, files: Mapping[str, str], commit: Commit | None
) -> dict[str, Any]:
    """`files`: what `compile_flow` was given. Their digests are of the text as it was read."""
    sources = [{"uri": f"file:{path}", "digest": {"sha256": _sha256(text)}} for path, text in sorted(files.items())]
    if commit is not None:
        sources.append({"uri": "git:HEAD", "digest": {"gitCommit": commit.sha}})
    parameters: dict[str, Any] = {"entry": entry}
    if commit is not None and not commit.is_clean:
        parameters["uncommitted"] = True
    return {
        "_type": STATEMENT,
        "subject": [{"name": f"{artifact.flow}.artifact.json", "digest": {"sha256": digest.removeprefix("sha256:")}}],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": parameters,
                "resolvedDependencies": sources,
            },
            "runDetails": {"builder": {"id": "talkif-flows", "version": {"talkif-flows": version("talkif-flows")}}},
        },
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - arguments of our own
            ["git", "-C", str(root), *arguments],  # noqa: S607 - git is found as the user's shell finds it
            capture_output=True,
            text=True,
            timeout=_GIT_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
