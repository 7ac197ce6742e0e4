"""A flow as the beginning of another: its source under a new name, compiled and kept as version 1.0.0.

No environment runs the new flow until one is told to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from talkif_compiler.nodes.jump import Jump
from talkif_compiler.nodes.subflow import Subflow
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import Mapping as Section
from talkif_compiler.syntax.document import Scalar, Value
from talkif_compiler.syntax.parse import parse
from talkif_schemas.errors import Conflict
from talkif_schemas.ids import AccountId, new_flow_id
from talkif_schemas.resources.flow_versions import FlowDuplicate
from talkif_schemas.resources.flows import Flow, Source

from ..kit.aside import Aside
from ..kit.db import Connection
from . import compiler_process, compiling, numbering, store, version_store
from .publish import check_slug, provenance

_LEADS_ELSEWHERE = (Jump.TYPE, Subflow.TYPE)


async def duplicate(
    connection: Connection, aside: Aside, account_id: AccountId, flow_id: str, body: FlowDuplicate, actor: str
) -> Flow:
    """Raises NotFound, Conflict (never published, or the slug is taken), Invalid (this compiler finds errors in the
    source)."""
    original = await store.find(connection, account_id, flow_id)
    number = body.version or original.latest_version
    if number is None:
        raise Conflict("flow_not_published", "The flow has no version whose source could be copied.")
    version = await version_store.stored(connection, account_id, flow_id, number)
    description = body.description if body.description is not None else original.description
    copy = await store.insert(connection, account_id, new_flow_id(), body.slug, body.name, description)
    named = version.source.entry, version.source.files, body.slug, body.name
    files = compiler_process.result(aside, renamed, *named)
    source = Source(entry=version.source.entry, files=files)
    built = compiling.build(aside, source, None)
    check_slug(built, copy)
    new = version_store.NewVersion(
        flow_id=copy.id,
        version=numbering.FIRST,
        built=built,
        bump="first",
        changes=[],
        source=source,
        provenance=provenance(source) | {"copyOf": {"flowId": flow_id, "version": number}},
        notes=f"Copy of {original.slug} {number}",
        published_by=actor,
    )
    await version_store.insert(connection, account_id, new)
    return await store.find(connection, account_id, copy.id)


def renamed(entry: str, files: Mapping[str, str], slug: str, name: str) -> dict[str, str]:
    """The same files, in which the flow has another id and name. Nothing else of the text is touched."""
    documents = {path: SourceFile(path, text) for path, text in files.items() if path.endswith((".yaml", ".yml"))}
    parsed = {path: parse(document)[0] for path, document in documents.items()}
    own = _child(parsed.get(entry), "flow")
    if not isinstance(own, Scalar):
        return dict(files)  # The compiler says what is wrong with it.
    found = dict(files)
    for path, document in parsed.items():
        edits = {scalar.span.start: (scalar, slug) for scalar in _references(document, own.text)}
        if path == entry:
            edits[own.span.start] = (own, slug)
            title = _child(document, "name")
            if isinstance(title, Scalar):
                edits[title.span.start] = (title, name)
        text = documents[path].text
        for start, (scalar, value) in sorted(edits.items(), reverse=True):
            text = text[:start] + json.dumps(value, ensure_ascii=False) + text[scalar.span.end :]
        if edits:
            found[path] = text
    return found


def _references(document: Value | None, flow: str) -> Iterator[Scalar]:
    """Where nodes run the flow or jump to it."""
    nodes = _child(document, "nodes")
    for entry in nodes.entries.values() if isinstance(nodes, Section) else ():
        kind, target = _child(entry.value, "type"), _child(entry.value, "flow")
        is_leaving = isinstance(kind, Scalar) and kind.text in _LEADS_ELSEWHERE
        if is_leaving and isinstance(target, Scalar) and target.text == flow:
            yield target


def _child(value: Value | None, key: str) -> Value | None:
    entry = value.entries.get(key) if isinstance(value, Section) else None
    return entry.value if entry is not None else None
