"""How long each part of an answer takes: facts of the catalogue for models and voices, the bound for tools."""

from __future__ import annotations

from msgspec import Struct

from ...defaults import REQUEST_TIMEOUT_MS
from ...fields.leaves import Text
from ...fields.request import RequestFields
from ...fields.tools import McpToolFields, ToolFields
from ...linking.link import Linked
from ...linking.walk import leaves
from ...nodes.agent import Agent
from ...nodes.extract import Extract
from ...nodes.fields import NodeFields
from ...nodes.play import Play
from ...nodes.tool import Tool
from ...source import Span
from ..services.choices import first
from ..services.prompts import of_node

_FREE_TOKENS = 4_000
"""The delays of the catalogue were measured with prompts of about this size."""
_MS_PER_1000_TOKENS = 20
"""What each further thousand tokens of prompt adds, when the vendor has not kept the prompt."""


class Wait(Struct, frozen=True):
    what: str
    ms: int


def hearing(linked: Linked, node: NodeFields) -> Wait | None:
    """From the end of the caller's words to their text. None where nobody has published it."""
    choice = first(linked, node, "stt")
    if choice is None or choice.model is None or choice.model.final_ms is None:
        return None
    return Wait(f"recognition by {choice.label}", choice.model.final_ms)


def thinking(linked: Linked, node_id: str, node: NodeFields, shared_tokens: int) -> Wait | None:
    """Until the model has the first word of its answer. `shared_tokens`: of the flow's own prompt."""
    choice = first(linked, node, "llm")
    if choice is None or choice.model is None or choice.model.first_token_ms is None:
        return None
    tokens = shared_tokens + sum(prompt.tokens for prompt in of_node(linked, node_id))
    extra = max(tokens - _FREE_TOKENS, 0) * _MS_PER_1000_TOKENS // 1_000
    what = f"{choice.label} with {tokens:,} tokens of prompt" if extra else choice.label
    return Wait(what, choice.model.first_token_ms + extra)


def speaking(linked: Linked, node: NodeFields) -> Wait | None:
    """From text to sound."""
    choice = first(linked, node, "tts")
    if choice is None or choice.model is None or choice.model.first_audio_ms is None:
        return None
    return Wait(f"the voice by {choice.label}", choice.model.first_audio_ms)


def request_ms(linked: Linked, node: NodeFields) -> tuple[int, Span] | None:
    """How long a node may wait for a tool or a request, retries included, and where that is written."""
    if isinstance(node, Tool):
        tool = linked.tools.get(node.tool.value)
        if node.timeout is not None:
            return node.timeout.value, node.timeout.span
        return tool_ms(tool) if tool is not None else None
    if isinstance(node, RequestFields):
        return (node.timeout.value, node.timeout.span) if node.timeout else (REQUEST_TIMEOUT_MS, node.url.span)
    return None


def tool_ms(tool: ToolFields) -> tuple[int, Span]:
    bound = tool.timeout if isinstance(tool, RequestFields | McpToolFields) else None
    return (bound.value, bound.span) if bound is not None else (REQUEST_TIMEOUT_MS, tool.description.span)


def speaks(node: NodeFields) -> bool:
    """True where the caller hears something as soon as the node is entered."""
    return isinstance(node, Play) or any(isinstance(leaf, Text) and leaf.use == "speech" for leaf in leaves(node))


def thinks(node: NodeFields) -> bool:
    """True where a model has to answer before the node goes on."""
    return isinstance(node, Extract) or (isinstance(node, Agent) and node.greeting is None)
