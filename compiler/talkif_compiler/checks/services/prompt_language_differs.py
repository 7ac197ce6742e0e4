"""A prompt is in another language than the call."""

from __future__ import annotations

from collections.abc import Iterator

from ... import defaults
from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from .prompts import of_flow, prompts
from .tongues import ENGLISH_NAMES, NAMES, detect, words_of

RULE = Rule(
    id="prompt-language-differs",
    severity="warning",
    summary="A prompt is in another language than the flow, and does not say which one to speak.",
    doc="""\
A model answers in the language that it is addressed in: with a German prompt it sooner or later speaks German to a
caller who speaks English. Writing prompts in another language is fine as long as they, or the flow's own prompt, say
which one to speak ("Answer in German"). Looks at prompts of more than 200 letters, and tells English, German, French,
Spanish, Italian, Portuguese and Dutch apart; where there is doubt, it is silent.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
language: de-DE
start: talk
nodes:
  talk:
    type: agent
    prompt: >-
      You are the assistant of a dentist. Find out what the caller wants, and when they can come. Do not give medical
      advice. If the caller is in pain, offer the next free hour on the same day. Ask for the name and for the number of
      the insurance, and repeat both of them to the caller before you say goodbye.
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Auf Wiederhören.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
language: de-DE
prompt: Speak German.
start: talk
nodes:
  talk:
    type: agent
    prompt: >-
      You are the assistant of a dentist. Find out what the caller wants, and when they can come. Do not give medical
      advice. If the caller is in pain, offer the next free hour on the same day. Ask for the name and for the number of
      the insurance, and repeat both of them to the caller before you say goodbye.
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Auf Wiederhören.}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    tag = linked.flow.language
    wanted = (tag.value if tag is not None else defaults.LANGUAGE).split("-")[0].lower()
    names = NAMES.get(wanted)
    if names is None:
        return
    shared = of_flow(linked)
    if shared is not None and names & set(words_of(shared.words)):
        return
    related = (Label(tag.span, "the flow's language"),) if tag is not None else ()
    for prompt in prompts(linked):
        found = detect(prompt.words)
        if found is not None and found != wanted and not names & set(words_of(prompt.words)):
            message = f"this prompt is in {ENGLISH_NAMES[found]}, and the flow speaks `{wanted}`"
            help_text = "Translate it, or say in the flow's prompt which language to speak."
            yield RULE.at(prompt.beginning, message, help=help_text, related=related)
