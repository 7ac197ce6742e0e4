"""The offline stand-in for a language model: it picks options and answers by likeness of words, and never invents.

It lets a flow run on one machine without a key. It understands as much as the words that an author gave it: `when`
texts, and examples.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Sequence

from ..contract import LlmDelta, LlmRequest, Option, OptionTaken, TextDelta, Usage

PROVIDER = "offline"

_OPTION_LIKENESS = 0.3
_ANSWER_LIKENESS = 0.35
_GREETING = "Hello, how can I help you?"
_FALLBACK = "I am sorry, I did not understand that. Could you say it in other words?"

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# Words that say who speaks or hold a sentence together, in `when` texts and in speech.
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "asks",
        "at",
        "be",
        "been",
        "by",
        "call",
        "caller",
        "calls",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "had",
        "has",
        "have",
        "he",
        "her",
        "hers",
        "hi",
        "hello",
        "him",
        "his",
        "how",
        "i",
        "i'd",
        "i'm",
        "if",
        "in",
        "is",
        "it",
        "it's",
        "its",
        "just",
        "like",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "please",
        "say",
        "says",
        "she",
        "so",
        "some",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "us",
        "user",
        "want",
        "wants",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
# Different words for what callers often want; each maps to the first of its line.
_SAME = {
    word: line.split()[0]
    for line in (
        "person human agent operator representative somebody someone people staff colleague advisor",
        "cancel cancellation cancelled stop quit terminate",
        "goodbye bye satisfied done finished thanks thank nothing happy enough",
        "yes yeah yep sure correct right okay ok agree agrees confirm confirms",
        "no nope not wrong disagree declines refuse refuses",
        "status track tracking where ship shipping ships shipped delivery delivered deliver arrive arrives",
        "pay payment paid bill billing invoice charge charged",
        "appointment booking book reservation reserve schedule visit",
        "change reschedule move modify update",
        "problem broken issue fault wrong complaint complain",
    )
    for word in line.split()
}
_ENDINGS = ("ing", "ed", "es", "s")


class OfflineLlm:
    """Deterministic. Never calls tools."""

    provider = PROVIDER

    async def stream(self, request: LlmRequest) -> AsyncGenerator[LlmDelta, None]:
        said = request.messages[-1].text if request.messages and request.messages[-1].role == "user" else ""
        option, likeness = _best_option(said, request.options)
        if option is not None:
            yield OptionTaken(option.id, f"the words are like: {option.when}", round(likeness, 3))
        elif request.speak:
            yield TextDelta(_answer(said, request.examples))
        yield Usage(prompt_tokens=0, completion_tokens=0)

    async def close(self) -> None:
        """There is no connection to give back."""


def _best_option(said: str, options: Sequence[Option]) -> tuple[Option | None, float]:
    texts = [(option, text) for option in options for text in (option.when, *option.examples)]
    best, likeness = _most_like(said, [text for _, text in texts])
    return (texts[best][0], likeness) if likeness >= _OPTION_LIKENESS else (None, 0.0)


def _answer(said: str, examples: Sequence[tuple[str, str]]) -> str:
    best, likeness = _most_like(said, [question for question, _ in examples])
    if likeness >= _ANSWER_LIKENESS:
        return examples[best][1]
    return _FALLBACK if said else _GREETING


def _most_like(said: str, texts: Sequence[str]) -> tuple[int, float]:
    """Index of the text that shares most with what was said, and the cosine of their weighted words.

    A word that many of the texts have tells little, so it weighs little. The first of equals wins.
    """
    bags = [_words(text) for text in texts]
    spread = Counter(word for bag in bags for word in bag)
    weight = {word: 1.0 + math.log(len(bags) / count) for word, count in spread.items()}
    ours = _words(said)
    likeness = [_cosine(ours, bag, weight) for bag in bags]
    best = max(range(len(bags)), key=likeness.__getitem__, default=0)
    return best, likeness[best] if likeness else 0.0


def _cosine(ours: frozenset[str], theirs: frozenset[str], weight: dict[str, float]) -> float:
    def length(words: Iterable[str]) -> float:
        return math.sqrt(sum(weight.get(word, 1.0) ** 2 for word in words))

    shared = sum(weight[word] ** 2 for word in ours & theirs)
    return shared / (length(ours) * length(theirs)) if shared else 0.0


def _words(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.lower()) if word not in _STOP)
    return frozenset(_stem(_SAME.get(word, word)) for word in words)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
