"""An environment does not say what a name stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from talkif_schemas.artifact import AgentNode, Artifact, ServiceRef, Services

from ...defaults import SERVICES
from ...diagnostics import Diagnostic, Label
from ...fields.leaves import NumberName, Text
from ...fields.record import Record
from ...fields.request import RequestFields
from ...fields.services import ServiceFields
from ...fields.tools import McpServerFields
from ...files.project_file import EnvironmentFields
from ...linking.link import Linked
from ...linking.walk import records
from ...repository.recognition import PROJECT_FILE
from ...rule import Rule
from ...source import Span
from ...suggest import hint, one_of

RULE = Rule(
    id="unbound-name",
    severity="error",
    summary="An environment does not say what a name stands for.",
    doc="""\
Flows name secrets, phone numbers, hosts and vendors; `talkif.yaml` says what they are in each environment. A name that
an environment leaves open would fail on the first call there, so the flow does not build for it. With `--env`, only
that environment counts. Vendors count where an environment lists its `providers`. What an imported flow leaves open is
bound by the environment of the flow that imports it.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: {number: front_desk}, next: [{on: failure, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
environments:
  production: {numbers: {front_desk: "+14155550123"}}
  staging: {}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: {number: front_desk}, next: [{on: failure, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
environments:
  production: {numbers: {front_desk: "+14155550123"}}
  staging: {numbers: {front_desk: "+14155550199"}}
""",
)


Kind: TypeAlias = Literal["secret", "number", "host", "provider"]

_SECTION: dict[Kind, str] = {"secret": "secrets", "number": "numbers", "host": "hosts", "provider": "providers"}


class OpenName(Struct, frozen=True):
    kind: Kind
    text: str


class _Use(Struct, frozen=True):
    """Where a name is left open."""

    span: Span
    flow: str | None
    """The imported flow that has it; None for the flow itself."""


def check(linked: Linked) -> Iterator[Diagnostic]:
    environments = linked.project.environments or {} if linked.project is not None else {}
    if linked.environment is not None:
        yield from _unknown_environment(linked, linked.environment)
        environments = {name: fields for name, fields in environments.items() if name == linked.environment}
    for name, use in _open_names(linked).items() if environments else ():
        lacking = [key for key, fields in environments.items() if fields is not None and not _binds(fields, name)]
        if lacking:
            verb = "do" if len(lacking) > 1 else "does"
            message = f"{one_of(lacking, 'and')} {verb} not bind the {name.kind} `{name.text}`"
            message += f" of the imported flow `{use.flow}`" if use.flow is not None else ""
            related = tuple(Label(key.span, "this environment") for key in lacking)
            yield RULE.at(use.span, message, related=related, help=f"Add it to `{_SECTION[name.kind]}` in talkif.yaml.")


def _unknown_environment(linked: Linked, name: str) -> Iterator[Diagnostic]:
    project = linked.project
    if project is not None and project.environments is not None:
        if name not in project.environments:
            section = project.mapping.entries["environments"].key.span
            advice = hint(name, project.environments)
            yield RULE.at(section, f"the project has no environment `{name}`", help=advice)
    elif project is None or "environments" not in project.mapping.entries:
        yield from _nothing_bound(linked, name)


def _nothing_bound(linked: Linked, environment: str) -> Iterator[Diagnostic]:
    """Of a project without environments. Where none lists its vendors, all of them will do."""
    if linked.project is None and linked.sources.get(PROJECT_FILE) is not None:
        # It cannot be read, which is a finding of its own.
        return
    found = {name: use for name, use in _open_names(linked).items() if name.kind != "provider"}
    if found:
        names = one_of(sorted(name.text for name in found), "and")
        span = next(use.span for use in found.values())
        message = f"there is no environment `{environment}` to bind {names}"
        yield RULE.at(span, message, help="Add it to `environments` in talkif.yaml.")


def _open_names(linked: Linked) -> dict[OpenName, _Use]:
    """Every name that the flow leaves open, at its first use; those of imported flows where they are run."""
    found: dict[OpenName, _Use] = {}
    for record in records((linked.flow, *linked.flow.remains, *linked.tools.values())):
        for name, span in _named(record):
            found.setdefault(name, _Use(span, None))
    for node, _ in linked.calls():
        if linked.library.path(node.flow.value) is not None:
            continue
        artifact = linked.library.artifact(node.flow.value)
        for part in (artifact, *artifact.flows.values()) if artifact is not None else ():
            for name in _left_open(part):
                found.setdefault(name, _Use(node.flow.span, node.flow.value))
    return found


def _left_open(artifact: Artifact) -> Iterator[OpenName]:
    """An artifact does not say which vendors its author named: those that hold without a word are left out."""
    yield from (OpenName("secret", name) for name in artifact.secrets)
    yield from (OpenName("number", name) for name in artifact.numbers)
    yield from (OpenName("host", name) for name in artifact.hosts)
    agents = (node.services for node in artifact.nodes.values() if isinstance(node, AgentNode))
    for services in (artifact.services, *agents):
        for kind in Services.model_fields if services is not None else ():
            choices: tuple[ServiceRef, ...] = getattr(services, kind)
            if choices != getattr(SERVICES, kind):
                yield from (OpenName("provider", choice.provider) for choice in choices)


def _named(record: Record | NumberName) -> Iterator[tuple[OpenName, Span]]:
    if isinstance(record, NumberName):
        yield OpenName("number", record.name.value), record.span
    elif isinstance(record, ServiceFields) and record.provider is not None:
        yield OpenName("provider", record.provider.value), record.provider.span
    elif isinstance(record, RequestFields | McpServerFields):
        if record.host is not None:
            yield OpenName("host", record.host.value), record.host.span
        for header in (record.headers or {}).values():
            if not isinstance(header, Text):
                yield OpenName("secret", header.value), header.span


def _binds(fields: EnvironmentFields, name: OpenName) -> bool:
    match name.kind:
        case "secret":
            return name.text in (fields.secrets or {})
        case "number":
            return name.text in (fields.numbers or {})
        case "host":
            return name.text in (fields.hosts or {})
        case "provider":
            return fields.providers is None or name.text in {item.value for item in fields.providers}
