"""Bodies of the versions of a flow: publish, list, one version, rollback."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ..ids import example_id
from .bodies import Body, Environment, PageMeta, PageQuery, Text, answered_with, shown_as
from .flows import EXAMPLE_DIGEST, EXAMPLE_SOURCE, Description, Name, Slug, Source

Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$")]
Bump = Literal["patch", "minor", "major"]
Notes = Annotated[Text, StringConstraints(max_length=1000)]
Part = Literal["artifact", "source", "provenance"]


class ArtifactSignature(Body):
    """An Ed25519 signature of an artifact's digest."""

    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """First 16 hexadecimal digits of the SHA-256 of the public key's 32 bytes."""
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]
    """64 bytes in Base64."""


class FlowPublish(Body):
    """Publish what the author compiled; the server compiles the source again and compares."""

    model_config = shown_as(
        source=EXAMPLE_SOURCE, digest=EXAMPLE_DIGEST, environment="staging", notes="Says who is there"
    )

    source: Source
    digest: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    """Digest of the artifact that the author compiled."""
    environment: Environment = "production"
    """Gets the version for all its calls."""
    expected_version: Version | None = None
    """The version that most calls of the environment have to get; null: none yet. Leave it out to take any."""
    notes: Notes = ""
    bump: Bump | None = None
    """At least what the changes since the version before ask for."""
    signature: ArtifactSignature | None = None
    """Of the digest, by whoever built the artifact. Runtimes may refuse artifacts that nobody they trust has signed."""


class ChangeRecord(Body):
    """One change since the version before, and what it asks for."""

    model_config = answered_with(
        rule="text-changed", bump="minor", subject="greet", message="The text of greet changed"
    )

    rule: str
    """Name of the rule that asks for the bump."""
    bump: Bump
    subject: str
    """What changed, such as a node or an output."""
    message: str
    """What changed, for people."""
    accepted: str | None = None
    """Why the flow asks for no more than a patch here, which its rule would. Null where it does not."""


class VersionSummary(Body):
    """An immutable version of a flow."""

    model_config = answered_with(
        contractHash="sha256:" + "c" * 64,
        behaviourHash="sha256:" + "b" * 64,
        bump="minor",
        notes="A shorter greeting",
        publishedBy=example_id("key"),
    )

    flow_id: str
    version: str
    digest: str
    contract_hash: str
    """Equal for versions that promise the same to the programs and people around the flow."""
    behaviour_hash: str
    """Equal for versions that no caller can tell apart."""
    bump: Literal["first", "patch", "minor", "major"]
    """By what the number rose; `first`: there was none before."""
    changes: list[ChangeRecord]
    """What changed since the version before, the weightiest first."""
    notes: str
    published_at: AwareDatetime
    """When."""
    published_by: str
    """Id of the API key."""


class VersionDetails(VersionSummary):
    """Parts that were not asked for are null."""

    model_config = answered_with(VersionSummary, artifact=None, source=EXAMPLE_SOURCE, provenance=None)

    artifact: dict[str, Any] | None
    """The compiled flow that runtimes execute."""
    source: dict[str, Any] | None
    """The files, as in the body of a publication."""
    provenance: dict[str, Any] | None
    """What made the artifact, and of what."""


class VersionListQuery(PageQuery):
    sort: Literal["version", "-version"] = "-version"
    """With `-` in front: the highest first."""


class VersionList(Body):
    versions: list[VersionSummary]
    meta: PageMeta


class VersionQuery(Body):
    include: Annotated[list[Part], Field(max_length=3)] = ["artifact", "source", "provenance"]
    """Which of the large parts are wanted; all when it is left out."""


class FlowDuplicate(Body):
    """A flow of its own with the source of another, such as for an A/B test."""

    model_config = shown_as(slug="front-desk-b", name="Front desk, shorter greeting")

    slug: Slug
    """Takes the place of `flow:` in the source."""
    name: Name
    """Takes the place of `name:` in the source, where there is one."""
    description: Description | None = None
    """null: that of the original."""
    version: Version | None = None
    """Whose source is copied; null: the highest version."""


class GraphQuery(Body):
    format: Annotated[Literal["mermaid", "dot", "svg"], Field(description="Mermaid, DOT of Graphviz, or SVG")] = (
        "mermaid"
    )
    version: Version | None = None
    """Which version is drawn; the highest when it is left out."""


class FlowRollback(Body):
    model_config = shown_as(version="1.4.0", reason="Callers are not understood")

    version: Version
    """The one that all calls of the environment get."""
    environment: Environment = "production"
    """The environment that goes back."""
    reason: Notes = ""
