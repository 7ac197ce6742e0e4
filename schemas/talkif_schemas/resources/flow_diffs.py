"""Bodies of the difference between two versions of a flow."""

from __future__ import annotations

from typing import Literal

from ..source_map import SourceRef
from .bodies import Body, answered_with
from .flow_versions import Bump, ChangeRecord

Kind = Literal["contract", "behaviour", "meta", "none"]
Change = Literal["added", "removed", "changed"]


class NodeChange(Body):
    """A node that differs in the artifacts."""

    model_config = answered_with(flow="front-desk", node="greet", change="changed", type="say", fields=["text"])

    flow: str
    """Where it is: the flow itself, or one that it runs or jumps to."""
    node: str
    change: Change
    """What became of the node."""
    type: str
    """Type of the node."""
    fields: list[str]
    """Of the node in the artifact, those that differ; empty unless it was changed."""
    place: SourceRef | None
    """Where it is written in the later version, or in the earlier one when it was removed; null: not known."""


class FileChange(Body):
    """A source file that differs."""

    model_config = answered_with(
        path="flows/front-desk.yaml",
        change="changed",
        diff="@@ -5 +5 @@\n-  greet: {type: say, text: Hello}\n+  greet: {type: say, text: Welcome}\n",
    )

    path: str
    """In the flow's repository."""
    change: Change
    """What became of the file."""
    diff: str
    """Unified diff, as `git apply` takes it."""


class VersionDiff(Body):
    """What changed from one version to another, in either direction of time."""

    model_config = answered_with(fromVersion="1.4.0", toVersion="1.5.0", kind="behaviour", bump="minor", sections=[])

    from_version: str
    """The version in front."""
    to_version: str
    """The version that it is compared with."""
    kind: Kind
    """The weightiest of what changed: what the flow promises to programs and people around it; what callers hear; or
    only names, comments and layout."""
    bump: Bump | None
    """What the number of a version would have to say; null: neither promise nor behaviour changed."""
    changes: list[ChangeRecord]
    """The weightiest first."""
    sections: list[str]
    """Parts of the artifact that differ, beside the nodes."""
    nodes: list[NodeChange]
    """Nodes that differ."""
    files: list[FileChange]
    """Source files that differ."""
