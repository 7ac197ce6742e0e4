"""A flow names a vendor that nobody can call."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalogue import KINDS, Kind, Vendor, table, vendor
from ...diagnostics import Diagnostic, Fix
from ...fields.services import ServiceFields
from ...files.project_file import ProjectFields
from ...linking.link import Linked
from ...misspelling import respelt
from ...rule import Rule
from ...suggest import hint
from .choices import Choice, written

RULE = Rule(
    id="unknown-provider",
    severity="error",
    summary="A flow names a vendor of recognition, models or voices that does not exist.",
    doc="""\
`provider` names a vendor of its kind: `stt` for recognition, `llm` for models, `tts` for voices. A call skips a
vendor that it does not know; when none of the list is left, nobody hears the caller, or nobody answers.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {stt: {provider: deepgramm, model: nova-3}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {stt: {provider: deepgram, model: nova-3}}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)

_SELLS: dict[Kind, str] = {"stt": "recognition", "llm": "language models", "tts": "voices"}


def check(linked: Linked) -> Iterator[Diagnostic]:
    for choice in written(linked):
        if choice.vendor is None and choice.fields is not None:
            message = f"there is no vendor of {_SELLS[choice.kind]} named `{choice.provider}`"
            yield RULE.at(choice.fields.provider.span, message, help=_help(choice), fixes=_fixes(choice, choice.fields))


def in_project(project: ProjectFields) -> Iterator[Diagnostic]:
    """Vendors that an environment says it can use."""
    for environment in (project.environments or {}).values():
        for provider in (environment.providers or ()) if environment is not None else ():
            if all(vendor(kind, provider.value) is None for kind in KINDS):
                known = {name for kind in KINDS for name in table(kind).vendors}
                message = f"there is no vendor named `{provider.value}`"
                fixes = respelt(provider.span, provider.value, known)
                yield RULE.at(provider.span, message, help=hint(provider.value, known), fixes=fixes)


def _help(choice: Choice) -> str:
    known = table(choice.kind).vendors
    elsewhere = [kind for kind in KINDS if vendor(kind, choice.provider) is not None]
    if not elsewhere:
        maker = next((item.id for item in known.values() if _is_family(item, choice.provider)), None)
        made = f"`{choice.provider}` models are by `{maker}`. " if maker is not None else ""
        return made + hint("" if maker else choice.provider, known)
    sold = " and ".join(_SELLS[kind] for kind in elsewhere)
    return f"`{choice.provider}` has {sold}, but no {_SELLS[choice.kind]}. {hint('', known)}"


def _fixes(choice: Choice, written: ServiceFields) -> tuple[Fix, ...]:
    """What is sold elsewhere, or is a model, is no slip."""
    is_known = any(vendor(kind, choice.provider) is not None for kind in KINDS)
    vendors = table(choice.kind).vendors
    if is_known or any(_is_family(item, choice.provider) for item in vendors.values()):
        return ()
    return respelt(written.provider.span, choice.provider, vendors)


def _is_family(vendor: Vendor, name: str) -> bool:
    """True for `claude` and `gpt`, which are models, not vendors."""
    return any(model.startswith(f"{name.lower()}-") for model in vendor.models)
