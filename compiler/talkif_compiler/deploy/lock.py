"""Resolves imported flows: the newest version that every flow of the repository accepts, kept beside the flows.

What is kept is the artifact itself, so that builds need no network and are the same next year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import orjson
from msgspec import Struct
from msgspec.structs import asdict

from talkif_schemas.canonical import artifact_bytes, canonical_json, digest, load_artifact

from ..fields.version_range import VersionRange, parse_version
from ..files.bind import bind
from ..files.lock_file import LOCK_SCHEMA, LockedFlow, LockFields, read_lock
from ..nodes.fields import NodeFields
from ..nodes.jump import Jump
from ..nodes.subflow import Subflow
from ..repository import partials
from ..repository.flow_files import UnreadableFile, find_flows, flow_ids, read_inside, read_texts
from ..repository.recognition import LOCK_FILE
from ..source import SourceFile
from ..syntax.parse import parse
from ..syntax.sources import Sources
from .client import Client, DeployError
from .templates import Fetched

FOLDER = "imports"


class Import(Struct, frozen=True):
    """An imported flow, as the lock file has it."""

    flow: str
    version: str
    digest: str
    file: str


class Template(Struct, frozen=True):
    """A prompt template, as the lock file has it."""

    version: int
    digest: str


class Wanted(Struct, frozen=True):
    """What the flows of a repository import."""

    flows: Mapping[str, list[VersionRange]]
    """Id of each flow that is run or jumped to and is not of the repository -> the ranges that are asked for."""
    unread: Mapping[str, str]
    """Path of each flow that cannot be read -> why."""
    torn: tuple[str, ...]
    """Paths of flows with errors that hide which flows they run."""

    @property
    def is_whole(self) -> bool:
        """False when there may be more."""
        return not (self.unread or self.torn)


class Locked(Struct, frozen=True):
    """A lock file to write."""

    wanted: Wanted
    imports: tuple[Import, ...]
    templates: Mapping[str, Template]
    artifacts: Mapping[str, bytes]
    """Path inside the repository -> what has to be written there."""
    stale: tuple[str, ...]
    """Files of the lock file before, which nothing needs any more."""

    @property
    def text(self) -> str:
        return _text(self.imports, self.templates)


def _text(imports: Iterable[Import], templates: Mapping[str, Template]) -> str:
    flows = {item.flow: {"version": item.version, "digest": item.digest, "file": item.file} for item in imports}
    document: dict[str, object] = {"schema": LOCK_SCHEMA, "flows": flows}
    if templates:
        document["templates"] = {slug: asdict(templates[slug]) for slug in sorted(templates)}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def text_with(root: Path, fetched: Iterable[Fetched]) -> str:
    """The lock file with other versions of some prompt templates. Raises DeployError, ProjectError."""
    lock = _read(root)
    imports = [_as_import(flow, locked) for flow, locked in _flows(lock).items()]
    templates = _templates(lock) | {item.slug: Template(item.version, _digest_of(item.text)) for item in fetched}
    return _text(imports, templates)


def _lacks_version(node: NodeFields) -> bool:
    """A range of versions is written that cannot be read."""
    return isinstance(node, Subflow | Jump) and node.version is None and "version" in node.mapping.entries


def wanted(root: Path) -> Wanted:
    """`root` has no links in it."""
    own = flow_ids(root)
    found: dict[str, list[VersionRange]] = {}
    torn: list[str] = []
    texts, unread = read_texts(find_flows([root]))
    for path, text in texts.items():
        document, _ = parse(SourceFile(path.name, text))
        flow, _ = bind(document) if document is not None else (None, [])
        nodes = list(flow.nodes.values()) if flow is not None else [None]
        for node in nodes:
            if isinstance(node, Subflow | Jump) and node.flow.value not in own:
                ranges = found.setdefault(node.flow.value, [])
                if node.version is not None:
                    ranges.append(node.version.value)
        if any(node is None or _lacks_version(node) for node in nodes):
            torn.append(_inside(path, root))
    return Wanted(found, {_inside(path, root): reason for path, reason in unread.items()}, tuple(torn))


def resolve(connect: Callable[[], Client], root: Path, *, update: bool) -> Locked:
    """The lock file that the repository needs now. `update`: look for newer versions than those that are locked.

    `connect`: called once, when there is something to ask for. While it is not known what all flows import, what is
    locked stays locked. Raises DeployError, ProjectError.
    """
    client: Client | None = None
    lock = _read(root)
    before = _flows(lock)
    asked = wanted(root)
    imports, artifacts = [], {}
    for flow, ranges in sorted(asked.flows.items()):
        locked = before.get(flow)
        if locked is not None and not update and _still_good(root, locked, ranges):
            imports.append(_as_import(flow, locked))
            continue
        client = client or connect()
        item, data = _fetch(client, flow, ranges)
        imports.append(item)
        artifacts[item.file] = data
    if not asked.is_whole:
        imports += [_as_import(flow, locked) for flow, locked in before.items() if flow not in asked.flows]
        imports.sort(key=lambda item: item.flow)
    needed = {item.file for item in imports}
    stale = tuple(sorted(locked.file.value for locked in before.values() if locked.file.value not in needed))
    templates = {slug: item for slug, item in _templates(lock).items() if _is_as_fetched(root, slug, item)}
    return Locked(asked, tuple(imports), templates, artifacts, stale)


def problems(root: Path) -> tuple[list[str], Wanted]:
    """What is wrong with the lock file, without asking the API; and what the flows import. Raises ProjectError."""
    lock = _read(root)
    before = _flows(lock)
    asked = wanted(root)
    needed = asked.flows
    found = [f"{flow} is not locked" for flow in sorted(needed) if flow not in before]
    found += [
        f"{flow} is locked at {_number(before[flow])}, and that version or its file will not do"
        for flow, ranges in sorted(needed.items())
        if flow in before and not _still_good(root, before[flow], ranges)
    ]
    found += [
        f"{partials.path_of(slug)} is not version {item.version} of the template {slug}"
        for slug, item in sorted(_templates(lock).items())
        if not _is_as_fetched(root, slug, item)
    ]
    idle = sorted(flow for flow in before if flow not in needed) if asked.is_whole else []
    return found + [f"{flow} is locked, and no flow needs it" for flow in idle], asked


def _inside(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _read(root: Path) -> LockFields | None:
    text = read_inside(root, LOCK_FILE)
    lock, found = read_lock(Sources({LOCK_FILE: text} if text is not None else {}))
    if found:
        raise DeployError("lock_invalid", f"{LOCK_FILE}: {found[0].message}")
    return lock


def _flows(lock: LockFields | None) -> dict[str, LockedFlow]:
    flows = (lock.flows or {}) if lock is not None else {}
    return {str(flow): locked for flow, locked in flows.items() if locked is not None}


def _templates(lock: LockFields | None) -> dict[str, Template]:
    locked = (lock.templates or {}) if lock is not None else {}
    return {str(slug): Template(item.version.value, item.digest.value) for slug, item in locked.items() if item}


def _is_as_fetched(root: Path, slug: str, template: Template) -> bool:
    try:
        text = read_inside(root, partials.path_of(slug))
    except UnreadableFile:
        return False
    return text is not None and _digest_of(text) == template.digest


def _digest_of(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _still_good(root: Path, locked: LockedFlow, ranges: list[VersionRange]) -> bool:
    try:
        text = read_inside(root, locked.file.value)
    except UnreadableFile:
        return False
    is_whole = text is not None and _digest_of(text) == locked.digest.value
    return is_whole and all(asked.allows(locked.version.value) for asked in ranges)


def _fetch(client: Client, flow: str, ranges: list[VersionRange]) -> tuple[Import, bytes]:
    flow_id = client.flow_id(flow)
    if flow_id is None:
        raise DeployError("flow_not_found", f"there is no flow `{flow}` in this repository or this account")
    versions = [(parse_version(item["version"]), item["version"]) for item in client.versions(flow_id)]
    allowed = [(number, text) for number, text in versions if number and all(asked.allows(number) for asked in ranges)]
    if not allowed:
        asked = " and ".join(f"`{item.text}`" for item in ranges) or "any version"
        raise DeployError("version_not_found", f"no published version of `{flow}` is in {asked}")
    version = max(allowed)[1]
    details = client.version(flow_id, version)
    try:
        data = artifact_bytes(load_artifact(canonical_json(details["artifact"])))
    except (ValueError, KeyError) as error:
        reason = f"{flow} {version} cannot be read by this version of talkif-flows"
        raise DeployError("artifact_unreadable", reason) from error
    if digest(data) != details["digest"]:
        raise DeployError("digest_mismatch", f"{flow} {version} is not what its digest says")
    return Import(flow, version, details["digest"], f"{FOLDER}/{flow}@{version}.json"), data


def _as_import(flow: str, locked: LockedFlow) -> Import:
    return Import(flow, _number(locked), locked.digest.value, locked.file.value)


def _number(locked: LockedFlow) -> str:
    return ".".join(map(str, locked.version.value))
