"""`talkif.lock`: the versions of imported flows and prompt templates that a repository builds with.

Written by `talkif-flows lock` and `talkif-flows templates`.
"""

from __future__ import annotations

from typing import Annotated

from talkif_schemas.artifact import Artifact
from talkif_schemas.canonical import digest, load_artifact

from ..diagnostics import Diagnostic
from ..fields.leaves import Count, Label, Leaf, Lenient, MapOf, Spanned, keyword
from ..fields.problems import Problems
from ..fields.reading import read
from ..fields.record import Record
from ..fields.version_range import Version, parse_version
from ..repository.recognition import LOCK_FILE
from ..syntax.document import Scalar, Value
from ..syntax.sources import Sources

LOCK_SCHEMA = "talkif.lock/v1"


def _read_version(value: Value, problems: Problems) -> Spanned[Version]:
    version = parse_version(value.text) if isinstance(value, Scalar) else None
    if version is None:
        problems.wrong_type(value, "a version, such as `1.4.2`")
    return Spanned(version, value.span)


class LockedFlow(Record):
    """One imported flow."""

    version: Annotated[Spanned[Version], Leaf(_read_version, {"type": "string"})]
    digest: Label
    """Of the file: `sha256:` and 64 hexadecimal digits."""
    file: Label
    """Its artifact, inside the repository."""


class LockedTemplate(Record):
    """One prompt template of the account, which is kept as a partial."""

    version: Count
    digest: Label
    """Of its text: `sha256:` and 64 hexadecimal digits."""


class LockFields(Record):
    schema: Annotated[Spanned[str], keyword(LOCK_SCHEMA)]
    flows: MapOf[Lenient[LockedFlow]] | None = None
    templates: MapOf[Lenient[LockedTemplate]] | None = None


def read_lock(sources: Sources) -> tuple[LockFields | None, list[Diagnostic]]:
    """None when there is no lock file, or it cannot be read."""
    if sources.get(LOCK_FILE) is None:
        return None, []
    document, found = sources.document(LOCK_FILE)
    if document is None:
        return None, list(found)
    problems = Problems()
    return read(LockFields, document, problems), [*found, *problems.found]


def imported(locked: LockedFlow, sources: Sources) -> Artifact | None:
    """The artifact of an imported flow. None when its file is missing, changed, or no artifact."""
    source = sources.get(locked.file.value)
    if source is None:
        return None
    data = source.text.encode("utf-8", "surrogatepass")
    if digest(data) != locked.digest.value:
        return None
    try:
        return load_artifact(data)
    except ValueError:
        return None
