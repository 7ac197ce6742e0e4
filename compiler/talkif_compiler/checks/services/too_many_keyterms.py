"""More words to listen for than the recogniser takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .choices import written
from .prompts import tokens_of

RULE = Rule(
    id="too-many-keyterms",
    severity="warning",
    summary="A recogniser is given more words to listen for than it takes.",
    doc="""\
Names and products that are given as key terms are heard better. Over the vendor's limit the list is cut, or the
stream is closed in the middle of a call. Long lists help less in any case: keep the words that callers say and that
are misheard. Looks at `keyterm`, `keyterms`, `keyterms_prompt` and `keywords` among the options of `stt`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services:
  stt:
    - provider: assemblyai
      model: universal-streaming-english
      options: {keyterms_prompt: [TERMS]}
    - {provider: deepgram, model: nova-3}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""".replace("TERMS", ", ".join(f"item-{number}" for number in range(1, 102))),
    good="""\
schema: talkif.flow/v1
flow: greeting
services:
  stt:
    - provider: assemblyai
      model: universal-streaming-english
      options: {keyterms_prompt: [Talkif, Zweibrücken]}
    - {provider: deepgram, model: nova-3}
start: bye
nodes: {bye: {type: end, say: Goodbye.}}
""",
)

_OPTIONS = ("keyterm", "keyterms", "keyterms_prompt", "keywords")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for choice in written(linked):
        if choice.kind != "stt" or choice.model is None:
            continue
        for option in _OPTIONS:
            terms, span = choice.option(option) or ((), None)
            if span is None or not isinstance(terms, list):
                continue
            most, most_tokens = choice.model.max_keyterms, choice.model.max_keyterm_tokens
            if most is not None and len(terms) > most:
                message = f"{len(terms)} key terms, where `{choice.label}` takes {most}"
                yield RULE.at(span, message, help="Keep those that callers say and that are misheard.")
            elif most_tokens is not None and (tokens := _tokens(terms)) > most_tokens:
                message = f"key terms of about {tokens} tokens, where `{choice.label}` takes {most_tokens}"
                yield RULE.at(span, message, help="Keep those that callers say and that are misheard.")


def _tokens(terms: list[Any]) -> int:
    return sum(tokens_of(str(term)) for term in terms)
