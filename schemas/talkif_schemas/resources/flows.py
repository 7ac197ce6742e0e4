"""Bodies of flows: create, validate, publish, versions, rollback, environments."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from .bodies import Body, Environment, PageMeta, Text, shown_as

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,99}$")]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$")]
Bump = Literal["patch", "minor", "major"]
Notes = Annotated[Text, StringConstraints(max_length=1000)]


_SOURCE: Final = {"entry": "flows/front-desk.yaml", "files": {"flows/front-desk.yaml": "flow: front-desk\n..."}}


class FlowCreate(Body):
    """A flow without a version yet."""

    model_config = shown_as(slug="front-desk", name="Front desk")

    slug: Slug
    """The `flow:` of the YAML file."""
    name: Annotated[Text, StringConstraints(min_length=1, max_length=200)]
    description: Annotated[Text, StringConstraints(max_length=2000)] = ""


class Flow(Body):
    """A flow of the account."""

    id: str
    slug: str
    name: str
    description: str
    created_at: AwareDatetime
    updated_at: AwareDatetime


class FlowList(Body):
    flows: list[Flow]
    meta: PageMeta


class PublishedFlow(Flow):
    """A flow together with what an environment runs of it."""

    environment: str
    version: str
    digest: str
    pinned: bool
    """True after a rollback, until the next publish."""


class PublishedFlowList(Body):
    flows: list[PublishedFlow]
    meta: PageMeta


class Source(Body):
    """The files of one flow, by path inside its repository."""

    entry: Text
    """Path of the flow's own file."""
    files: Annotated[dict[Text, Text], Field(max_length=500)]


class FlowValidate(Body):
    model_config = shown_as(source=_SOURCE)

    source: Source


class Validation(Body):
    """What the compiler found. `valid` means that nothing of it is an error."""

    valid: bool
    digest: str | None
    diagnostics: list[dict[str, Any]]


class ArtifactSignature(Body):
    """An Ed25519 signature of an artifact's digest."""

    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """First 16 hexadecimal digits of the SHA-256 of the public key's 32 bytes."""
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]
    """64 bytes in Base64."""


class FlowPublish(Body):
    """Publish what the author compiled; the server compiles the source again and compares."""

    model_config = shown_as(
        source=_SOURCE, digest="sha256:" + "5" * 64, environment="staging", notes="Asks for the name"
    )

    source: Source
    digest: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    """Digest of the artifact that the author compiled."""
    environment: Environment = "production"
    expected_version: Version | None = None
    """The version that the environment has to run; null: none yet. Leave it out to take whatever it runs."""
    notes: Notes = ""
    bump: Bump | None = None
    """At least what the changes since the version before ask for."""
    signature: ArtifactSignature | None = None
    """Of the digest, by whoever built the artifact. Runtimes may refuse artifacts that nobody they trust has signed."""


class ChangeRecord(Body):
    """One change since the version before, and what it asks for."""

    rule: str
    bump: Bump
    subject: str
    message: str


class VersionSummary(Body):
    """An immutable version of a flow."""

    flow_id: str
    version: str
    digest: str
    bump: Literal["first", "patch", "minor", "major"]
    changes: list[ChangeRecord]
    notes: str
    published_at: AwareDatetime
    published_by: str
    """Id of the API key."""


class VersionDetails(VersionSummary):
    artifact: dict[str, Any]
    source: dict[str, Any]
    provenance: dict[str, Any]


class VersionList(Body):
    versions: list[VersionSummary]
    meta: PageMeta


class FlowRollback(Body):
    model_config = shown_as(version="1.4.0", reason="Callers are not understood")

    version: Version
    environment: Environment = "production"
    reason: Notes = ""


class Pointer(Body):
    """Which version an environment runs."""

    environment: str
    version: str
    pinned: bool
    moved_at: AwareDatetime


class PointerList(Body):
    environments: list[Pointer]
