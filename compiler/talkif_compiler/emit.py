"""Linked flow to artifact. Nothing here depends on order, time or machine, so equal flows have equal bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkif_schemas import artifact
from talkif_schemas.artifact import FORMAT, Artifact
from talkif_schemas.canonical import canonical_json, digest
from talkif_schemas.source_map import SourceRef
from talkif_schemas.template_ast import Template

from . import defaults, templates
from .fields.leaves import Text
from .fields.lowering import Lowering
from .linking.exits import interface_of_source
from .linking.link import Linked
from .templates import ParsedTemplate

_NOT_BEHAVIOUR = {
    *("name", "contract_hash", "behaviour_hash", "meta_hash"),
    *("fixed_speech", "secrets", "numbers", "hosts", "flows", "sure_outputs", "accept"),
}


def emit(linked: Linked, flows: Mapping[str, Artifact]) -> Artifact:
    """Call it for a flow without errors. `flows`: id -> every flow that it leads to, however far away."""
    flow, scope = linked.flow, linked.scope
    settings = flow.settings
    services = flow.services.lower(defaults.SERVICES) if flow.services else defaults.SERVICES
    interruptible = settings.interruptible.value if settings and settings.interruptible else defaults.INTERRUPTIBLE
    declared = linked.project.schedules or {} if linked.project else {}
    schedules = {str(name): opening for name, opening in declared.items()}
    lowering = Lowering(_lower_texts(linked), scope.variables, services, schedules, interruptible=interruptible)
    language = flow.language.value if flow.language else defaults.LANGUAGE
    assert flow.start is not None, "a flow without a start has an error"
    facts: dict[str, Any] = {
        "format": FORMAT,
        "flow": flow.id,
        "name": flow.name.value if flow.name else flow.id,
        "language": language,
        "services": services,
        "settings": _settings(linked, lowering, language, interruptible=interruptible),
        "prompt": lowering.maybe(flow.prompt),
        "inputs": dict(scope.inputs),
        "variables": dict(scope.variables),
        "outputs": tuple(sorted({name.value for name in flow.outputs or ()})),
        "outcomes": tuple(sorted({outcome.value for outcome in flow.outcomes or ()})),
        "tools": {name: tool.lower(lowering) for name, tool in linked.tools.items() if tool is not None},
        "handlers": tuple(lowering.handler(handler) for handler in linked.handlers),
        "start": flow.start.value,
        "nodes": {node_id: node.lower(lowering) for node_id, node in linked.nodes.items()},
        "flows": dict(flows),
    }
    facts["sure_outputs"] = _sure_outputs(linked) if flow.outputs else {}
    facts["accept"] = tuple(
        artifact.Accepted(rule=entry.rule.value, subject=entry.subject.value, reason=entry.reason.value)
        for entry in flow.accept or ()
        if entry is not None
    )
    facts["fixed_speech"] = tuple(sorted(lowering.fixed_speech))
    facts["secrets"] = tuple(sorted(lowering.secrets))
    facts["numbers"] = tuple(sorted(lowering.numbers))
    facts["hosts"] = tuple(sorted(lowering.hosts))
    unsigned = Artifact(**facts, contract_hash="", behaviour_hash="")
    hashes = {
        "contract_hash": contract_hash(unsigned),
        "behaviour_hash": behaviour_hash(unsigned),
        "meta_hash": meta_hash(linked, unsigned),
    }
    return unsigned.model_copy(update=hashes)


def contract_hash(flow: Artifact) -> str:
    """Digest of what programs around the flow rely on: inputs, outputs, outcomes, effects of tools and transfers."""
    requests = {name: tool.request for name, tool in flow.tools.items() if tool.request is not None}
    requests |= {f"{key}.": node.request for key, node in flow.nodes.items() if isinstance(node, artifact.HttpNode)}
    effects = {
        name: {"method": request.method, **_target(request), "idempotent": request.idempotent}
        for name, request in requests.items()
    }
    effects |= {
        name: {"mcp": tool.mcp.tool, **_target(tool.mcp), "idempotent": tool.mcp.idempotent}
        for name, tool in flow.tools.items()
        if tool.mcp is not None
    }
    transfers = {
        number.source for node in flow.nodes.values() if isinstance(node, artifact.TransferNode) for number in node.to
    }
    return digest(
        canonical_json(
            {
                "inputs": {
                    name: spec.model_dump(mode="json", exclude={"description"}) for name, spec in flow.inputs.items()
                },
                "outputs": {name: flow.variables[name].model_dump(mode="json") for name in flow.outputs},
                "outcomes": flow.outcomes,
                "tools": {
                    name: {"parameters": tool.model_dump(mode="json")["parameters"], "required": tool.required}
                    for name, tool in flow.tools.items()
                },
                "requests": effects,
                "transfers": sorted(transfers),
                "flows": {name: other.contract_hash for name, other in flow.flows.items()},
            }
        )
    )


def _target(request: artifact.HttpRequest | artifact.McpCall) -> dict[str, str | None]:
    return {"host": request.host, "url": request.url.source}


def behaviour_hash(flow: Artifact) -> str:
    """Digest of everything that a caller may notice."""
    own = flow.model_dump(mode="json", exclude_defaults=True, exclude=_NOT_BEHAVIOUR)
    return digest(canonical_json({**own, "flows": {name: other.behaviour_hash for name, other in flow.flows.items()}}))


def meta_hash(linked: Linked, flow: Artifact) -> str:
    """Digest of what only authors notice: names, notes, and descriptions of values that no model reads."""
    notes = {
        node_id: [note.value for note in (node.note, *(edge.note for edge in node.next)) if note is not None]
        for node_id, node in linked.nodes.items()
    }
    return digest(
        canonical_json(
            {
                "name": flow.name,
                "notes": {node_id: written for node_id, written in notes.items() if written},
                "handlers": [handler.note.value for handler in linked.handlers if handler.note is not None],
                "descriptions": {name: spec.description for name, spec in (flow.inputs | flow.variables).items()},
                **({"accept": [entry.model_dump(mode="json") for entry in flow.accept]} if flow.accept else {}),
            }
        )
    )


def _sure_outputs(linked: Linked) -> dict[str, tuple[str, ...]]:
    shown = interface_of_source(linked.flow, linked.scope, linked.nodes, linked.graph, linked.called)
    return {name: tuple(sorted(sure)) for name, sure in sorted(shown.exits.items()) if sure}


def _lower_texts(linked: Linked) -> dict[Text, Template]:
    return {
        text: templates.lower(found.parsed, linked.partials)
        for text, found in linked.texts.items()
        if isinstance(found.parsed, ParsedTemplate)
    }


def _settings(linked: Linked, lowering: Lowering, language: str, *, interruptible: bool) -> artifact.Settings:
    fields = linked.flow.settings
    idle = None
    if fields and fields.idle:
        is_english = language.split("-")[0].lower() == "en"
        own = tuple(defaults.fixed(text) for text in defaults.IDLE_PROMPTS) if is_english else ()
        prompts = lowering.all(fields.idle.prompts) or own
        lowering.fixed_speech |= {prompt.fixed for prompt in prompts if prompt.fixed}
        idle = artifact.Idle(
            after_ms=fields.idle.after.value if fields.idle.after else defaults.IDLE_AFTER_MS,
            prompts=prompts,
            then=fields.idle.then.value,
        )
    return artifact.Settings(
        max_call_ms=fields.max_call.value if fields and fields.max_call else defaults.MAX_CALL_MS,
        idle=idle,
        interruptible=interruptible,
        recording=fields.recording.value == "on" if fields and fields.recording else defaults.RECORDING,
    )


def source_map(linked: Linked) -> dict[str, SourceRef]:
    """Node id -> where it is written. It is no part of the artifact: moving a line changes nothing for callers."""
    places = {str(key): key.span for key in linked.flow.nodes if str(key) in linked.nodes}
    return {node_id: SourceRef(file=span.file, line=span.start_position.line) for node_id, span in places.items()}
