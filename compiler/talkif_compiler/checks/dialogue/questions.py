"""Questions in what is spoken, and the help with an answer that may follow one."""

from __future__ import annotations

import re

from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.menu import Menu
from .speech import Line, line_of, sentences, words

_FEWEST_WORDS = 4
"""Of a question that wants an answer. "Yes or no?" only helps with one."""
_ASKING = re.compile(
    r"""\W*(?:(?:and|und|et|y)\s+)?(?:
      what(?:['’]s)?|which|who(?:['’]s)?|whose|when|where|why|how
    | was|welche[rsnm]?|wer|wen|wem|wann|wo|woher|wohin|wie|warum
    | quel(?:le)?s?|qui|quand|où|comment|combien|pourquoi|à\s+quel(?:le)?
    | qué|cuál(?:es)?|quién(?:es)?|cuándo|dónde|cómo|cuánt[oa]s?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

_HELP = {
    "en": r"say|press|enter|type|key|dial|tell|speak|spell|answer|choose|pick|reply|example|instance|digits?|or|please"
    r"|such\s+as|like|you\s+can|you\s+may",
    "de": r"sag(?:en)?|drück(?:en)?|tipp(?:en)?|wähl(?:en)?|nenn(?:en)?|buchstabier(?:en)?|antworte[nt]?|sprechen"
    r"|gib|geben\s+sie|beispiel|beispielsweise|etwa|ziffern?|oder|entweder|bitte|sie\s+können|können\s+sie|du\s+kannst",
    "fr": r"dites|dis|tapez|appuyez|composez|saisissez|entrez|épelez|choisissez|répondez|indiquez|donnez|parlez"
    r"|exemple|chiffres?|ou|plaît|vous\s+pouvez|tel(?:le)?s?\s+que",
    "es": r"diga(?:n|me)?|dígame(?:lo)?|marque|pulse|presione|teclee|introduzca|deletree|elija|escoja|responda|conteste"
    r"|hable|indique|ejemplo|dígitos?|cifras?|[ou]|favor|puede|puedes|bien\s+sea",
}
_HELPING = {tongue: re.compile(rf"\b(?:{ways})\b", re.IGNORECASE) for tongue, ways in _HELP.items()}

TONGUES = frozenset(_HELPING)
"""Those in which help with an answer is known."""


def is_question(sentence: str) -> bool:
    return sentence.rstrip().endswith("?")


def questions(heard: str) -> list[tuple[int, int]]:
    """Places of the questions that want an answer of their own."""
    if "?" not in heard:
        return []
    return [
        (start, end) for start, end in sentences(heard) if is_question(heard[start:end]) and _wants(heard[start:end])
    ]


def asked_in(linked: Linked, node: NodeFields | None) -> Line | None:
    """What a node says before it waits for the caller."""
    if isinstance(node, Collect | Menu):
        return line_of(linked, node.ask)
    return line_of(linked, node.greeting) if isinstance(node, Agent) else None


def asked_right_after(linked: Linked, node: NodeFields) -> list[Line]:
    """What the next nodes ask."""
    following = [linked.nodes.get(linked.graph.resolve(edge.target)) for edge in node.next]
    lines = [asked_in(linked, other) for other in following]
    return [line for line in lines if line is not None and questions(line.heard)]


def helps(rest: str, tongue: str) -> bool:
    """True for "Please say yes or no" and the like."""
    return _HELPING[tongue].search(rest) is not None


def _wants(question: str) -> bool:
    count = len(words(question))
    return count >= _FEWEST_WORDS or (count == _FEWEST_WORDS - 1 and _ASKING.match(question) is not None)
