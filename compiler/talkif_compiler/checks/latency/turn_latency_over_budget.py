"""The caller waits for an answer for longer than the budget."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Spanned
from ...linking.flow_graph import VIRTUAL
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...rule import Rule
from ..dialogue.listeners import nobody_hears
from ..services.prompts import of_flow
from .budgets import budget, seconds
from .waits import Wait, hearing, request_ms, speaking, speaks, thinking, thinks

RULE = Rule(
    id="turn-latency-over-budget",
    severity="warning",
    summary="The slowest way from the caller's words to the answer is over the budget.",
    doc="""\
People answer each other within a fifth of a second; after about a second and a half of silence callers begin to speak
again, and talk into the answer. The finding adds up, for each node that listens, what lies between the caller's last
word and the first sound: recognition, the model at the size of its prompt, requests and further model calls of silent
nodes on the way, and the voice. Models count with the median that the catalogue knows, requests with their `timeout`,
because that is what the caller gets on a bad day.

The budget is `budgets.turn_latency` of talkif.yaml. Without one, requests do not count, and three seconds for the
models alone are reported.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: [{provider: anthropic, model: claude-fable-5}, {provider: openai}]}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
services: {llm: [{provider: anthropic, model: claude-haiku-4-5}, {provider: openai}]}
start: talk
nodes:
  talk: {type: agent, prompt: Chat., next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
""",
)

_MODELS_MS = 3_000
_ms = attrgetter("ms")


class _Way(Struct, frozen=True):
    """What the caller waits for in one place, and on the way from there. A list would be copied at every node."""

    waits: tuple[Wait, ...] = ()
    node_id: str | None = None
    rest: _Way | None = None
    ms: int = 0
    """Of all."""

    def parts(self) -> Iterator[_Way]:
        part: _Way | None = self
        while part is not None:
            yield part
            part = part.rest

    def all_waits(self) -> tuple[Wait, ...]:
        return tuple(wait for part in self.parts() for wait in part.waits)

    def nodes(self) -> tuple[str, ...]:
        return tuple(part.node_id for part in self.parts() if part.node_id is not None)


def _way(waits: tuple[Wait, ...], node_id: str | None, rest: _Way | None) -> _Way:
    return _Way(waits, node_id, rest, sum(wait.ms for wait in waits) + (rest.ms if rest is not None else 0))


def check(linked: Linked) -> Iterator[Diagnostic]:
    """Nodes with the same waits have one cause, and are reported once."""
    turn = budget(linked, "turn_latency")
    most = turn.value if turn is not None else _MODELS_MS
    ways = _Ways(linked, most, counts_requests=turn is not None)
    found: dict[tuple[Wait, ...], list[_Way]] = {}
    for node_id, node in linked.nodes.items():
        if node.LISTENS:
            way = ways.slowest(node_id, node)
            if way.ms > most:
                found.setdefault(way.all_waits(), []).append(way)
    for same in found.values():
        yield _finding(linked, same, most, turn)


class _Ways:
    def __init__(self, linked: Linked, most: int, *, counts_requests: bool) -> None:
        self._linked = linked
        self._most = most
        self._counts_requests = counts_requests
        self._after: dict[str, _Way | None] = {}
        shared = of_flow(linked)
        self._shared_tokens = shared.tokens if shared is not None else 0
        self._thoughts: dict[str, tuple[Wait, ...]] = {}

    def slowest(self, node_id: str, node: NodeFields) -> _Way:
        """From the caller's words in this node to the first sound, here or in a node that follows."""
        heard = _known(hearing(self._linked, node)) if _hears_speech(node) else ()
        asked = self._thinking(node_id, node) if isinstance(node, Agent) else ()
        ways = [_way((*heard, *asked), node_id, self._sound(node) if isinstance(node, Agent) else None)]
        for target in self._targets(node_id):
            beyond = self._silence(target)
            if beyond is not None:
                # What happens to a node, such as too many turns, is acted upon without asking its model.
                before = heard if self._is_event(node_id, target) else (*heard, *asked)
                ways.append(_way(before, node_id, beyond))
        return max(ways, key=_ms)

    def _silence(self, start: str) -> _Way | None:
        """The slowest way to a sound from a node that is entered. Each node is worked out once, without recursion."""
        waiting = [start] if start not in self._after else []
        opened: set[str] = set()
        while waiting:
            node_id = waiting[-1]
            node = self._linked.nodes.get(node_id)
            if node_id in self._after or node is None:
                self._after.setdefault(node_id, None)
                waiting.pop()
                continue
            sounds = node.LISTENS or node.PAUSES or speaks(node)
            silent = [] if sounds else list(self._targets(node_id))
            if node_id not in opened:
                opened.add(node_id)
                # What is open is behind us: the way back into a circle is left out.
                onward = [target for target in silent if target not in self._after and target not in opened]
                if onward:
                    waiting += onward
                    continue
            beyond = [way for target in silent if (way := self._after.get(target)) is not None]
            rest = self._sound(node) if sounds else max(beyond, key=_ms, default=None)
            # A way that ends in silence has no answer to wait for.
            self._after[node_id] = _way(self._costs(node_id, node), node_id, rest) if rest is not None else None
            waiting.pop()
        return self._after[start]

    def _targets(self, node_id: str) -> Iterator[str]:
        """Nodes that follow without a line in between, with somebody to hear them."""
        for target in self._linked.graph.links.successors(node_id):
            if target not in VIRTUAL and self._silent(node_id, target):
                yield target

    def _silent(self, origin: str, target: str) -> list[EdgeFields | None]:
        edges = self._linked.graph.written(origin, target)
        return [edge for edge in edges if edge is None or not (edge.say or nobody_hears(edge))]

    def _is_event(self, origin: str, target: str) -> bool:
        return all(edge is not None and edge.on is not None for edge in self._silent(origin, target))

    def _thinking(self, node_id: str, node: NodeFields) -> tuple[Wait, ...]:
        if node_id not in self._thoughts:
            self._thoughts[node_id] = _known(thinking(self._linked, node_id, node, self._shared_tokens))
        return self._thoughts[node_id]

    def _costs(self, node_id: str, node: NodeFields) -> tuple[Wait, ...]:
        thought = self._thinking(node_id, node) if thinks(node) else ()
        bound = request_ms(self._linked, node) if self._counts_requests and not speaks(node) else None
        # What breaks the budget by itself is a finding of its own, at the tool.
        if bound is not None and bound[0] <= self._most:
            return (*thought, Wait(f"`{node_id}`", bound[0]))
        return thought

    def _sound(self, node: NodeFields) -> _Way:
        return _way(_known(speaking(self._linked, node)), None, None)


def _known(wait: Wait | None) -> tuple[Wait, ...]:
    return (wait,) if wait is not None else ()


def _hears_speech(node: NodeFields) -> bool:
    inputs = node.input if isinstance(node, Collect) else None
    return not inputs or any(way.value == "speech" for way in inputs)


def _finding(linked: Linked, same: list[_Way], most: int, turn: Spanned[int] | None) -> Diagnostic:
    way = same[0]
    nodes = way.nodes()
    also = f", and after those in {len(same) - 1} more" if len(same) > 1 else ""
    message = f"after the caller's words in `{nodes[0]}`{also} it is {seconds(way.ms)} to the answer"
    limit = "the budget" if turn is not None else "what callers put up with"
    sum_text = " + ".join(f"{wait.what} {wait.ms:,}" for wait in way.all_waits())
    return RULE.at(
        linked.nodes[nodes[0]].type.span,
        f"{message}, where {limit} is {seconds(most)}",
        help=f"In ms: {sum_text} = {way.ms:,}.",
        related=(Label(turn.span, "the budget"),) if turn is not None else (),
        path=nodes if len(nodes) > 1 else (),
    )
