"""A model or a voice does not know the flow's language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ... import defaults
from ...catalogue import KINDS, Kind
from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Spanned
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from ...suggest import one_of
from .choices import Choice, first, written

RULE = Rule(
    id="language-not-supported",
    severity="error",
    summary="A recogniser or a voice does not know the flow's language.",
    doc="""\
The recogniser writes down nonsense, and the voice reads words of one language by the rules of another. The finding
compares the `language` of the flow (`en-US` when it says nothing) with the languages of each model and voice in
`services`, fallbacks included, and where nothing is named, of those that a call uses then; the regional part does
not count. A recogniser that is given `language` as an option of its own is left alone.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
language: pl-PL
services: {tts: [{provider: rime, model: coda}, {provider: elevenlabs, model: eleven_flash_v2_5}]}
start: bye
nodes: {bye: {type: end, say: Do widzenia.}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
language: pl-PL
services: {tts: [{provider: cartesia, model: sonic-3.5}, {provider: elevenlabs, model: eleven_flash_v2_5}]}
start: bye
nodes: {bye: {type: end, say: Do widzenia.}}
""",
)

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SAME = {"nb": "no", "nn": "no", "fil": "tl", "cmn": "zh", "iw": "he", "in": "id"}
_VERB: dict[Kind, str] = {"stt": "understand", "llm": "write", "tts": "speak"}


def check(linked: Linked) -> Iterator[Diagnostic]:
    written_tag = linked.flow.language
    tag = written_tag.value if written_tag is not None else defaults.LANGUAGE
    if not _TAG.fullmatch(tag):
        return
    related = (Label(written_tag.span, "the flow's language"),) if written_tag is not None else ()
    for choice in written(linked):
        for what, span, languages in _bounds(choice):
            if _primary(tag) not in {_primary(language) for language in languages}:
                message = f"{what} does not {_VERB[choice.kind]} `{tag}`"
                known = one_of(sorted(languages), "and")
                yield RULE.at(span, message, help=f"It knows {known}.", related=related)
    if written_tag is not None:
        yield from _by_default(linked, written_tag)


def _by_default(linked: Linked, tag: Spanned[str]) -> Iterator[Diagnostic]:
    """What a call uses where the flow names no vendor."""
    for kind in KINDS:
        choice = first(linked, None, kind)
        languages = choice.model.languages if choice is not None and choice.model is not None else None
        if choice is None or choice.fields is not None or languages is None:
            continue
        if _primary(tag.value) not in {_primary(language) for language in languages}:
            message = f"`{choice.label}`, which calls use unless told otherwise, does not {_VERB[kind]} `{tag.value}`"
            yield RULE.at(tag.span, message, help=f"Name a vendor under `services.{kind}` that does.")


def _bounds(choice: Choice) -> Iterator[tuple[str, Span, frozenset[str]]]:
    fields = choice.fields
    if fields is None or choice.option("language") is not None:
        return
    if choice.model is not None and choice.model.languages is not None:
        named = f"`{choice.label}`" if choice.model.id else f"the {choice.provider} vendor"
        yield named, choice.place(fields.span), choice.model.languages
    voice = choice.vendor.voice(fields.voice.value) if choice.vendor is not None and fields.voice is not None else None
    if voice is not None and voice.languages is not None and fields.voice is not None:
        yield f"the voice `{fields.voice.value}`", fields.voice.span, voice.languages


def _primary(tag: str) -> str:
    primary = tag.split("-")[0].lower()
    return _SAME.get(primary, primary)
