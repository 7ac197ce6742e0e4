"""`agent`: a conversation led by a model, until one of the node's edges is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson

from talkif_runtime.dialogue.edges import options, take_event, take_if, take_onward, take_option
from talkif_runtime.dialogue.step import Step
from talkif_runtime.providers.contract import LlmRequest, Message, ToolSchema
from talkif_schemas.artifact import AgentNode, Tool
from talkif_schemas.events import BotSpoke, LlmAnswered, ToolFinished, ToolRequest, UtteranceHeard

from . import request
from .behaviour import Behaviour
from .tool_schema import json_schema

#: Rounds of tool calls between two turns of the caller; a model that wants more is stuck.
MAX_TOOL_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Talking:
    turns: int = 0
    tool_rounds: int = 0
    first_line: int = 0
    """Where this node's view of the dialogue begins."""
    choice: LlmAnswered | None = None
    """A choice that waits for the tools of the same answer."""
    heard: bool = False
    """Whether the running request answers the caller, rather than opening the conversation."""


class Agent(Behaviour[AgentNode]):
    def enter(self, step: Step, node: AgentNode) -> None:
        lines = step.state.dialogue
        first = len(lines) if node.context == "reset" else 0
        step.state.local = Talking(first_line=first)
        if node.greeting is not None:
            step.say(step.render(node.greeting), interruptible=node.interruptible)
        else:
            self._ask(step, node)

    def utterance(self, step: Step, node: AgentNode, event: UtteranceHeard) -> None:
        local: Talking = step.state.local
        if step.state.tools:
            return  # It is in the dialogue; the model sees it with the results.
        step.state.local = replace(local, turns=local.turns + 1, tool_rounds=0, heard=True)
        if take_if(step):
            return
        over = node.max_turns is not None and local.turns + 1 > node.max_turns
        if over and take_event(step, "max_turns"):
            return
        self._ask(step, node)

    def answered(self, step: Step, node: AgentNode, event: LlmAnswered) -> None:
        step.state.failures = 0
        local: Talking = step.state.local
        if event.tool_calls and local.tool_rounds < MAX_TOOL_ROUNDS:
            step.state.local = replace(local, tool_rounds=local.tool_rounds + 1, choice=event)
            for call in event.tool_calls:
                self._call(step, node, call)
            if not step.state.tools:
                self._ask(step, node)
            return
        self._settle(step, node, event)

    def finished(self, step: Step, node: AgentNode, event: ToolFinished) -> None:
        local: Talking = step.state.local
        asked = local.choice
        if asked is None:
            return
        call_id = step.state.tools[event.request]
        name = next(call.name for call in asked.tool_calls if call.id == call_id)
        result = request.store_result(step, request.of_tool(step.program.artifact.tools[name]), event)
        content = {"status": event.status, "result": result, "error": event.error}
        step.add_line(Message("tool", orjson.dumps(content).decode(), tool_call_id=call_id))
        if len(step.state.tools) > 1:
            return
        step.state.local = replace(local, choice=None)
        if asked.choice is not None:
            self._settle(step, node, asked)
        elif not take_if(step):
            self._ask(step, node)

    def _settle(self, step: Step, node: AgentNode, event: LlmAnswered) -> None:
        """The model is done for this turn: a choice, a condition that holds now, `else`, or stay."""
        local: Talking = step.state.local
        if event.choice is not None and take_option(step, event.choice, event.reason, event.confidence, event.total_ms):
            return
        if take_if(step):
            return
        if local.heard and any(edge.kind == "else" for edge in node.edges):
            take_onward(step)

    def _ask(self, step: Step, node: AgentNode) -> None:
        local: Talking = step.state.local
        artifact = step.program.artifact
        prompts = [artifact.prompt, node.prompt]
        system = "\n\n".join(step.render(prompt).strip() for prompt in prompts if prompt is not None)
        choosing: dict[str, tuple[str, ...]] = {}
        for example in node.examples:
            if example.choose is not None:
                choosing[example.choose] = (*choosing.get(example.choose, ()), example.user)
        tools = () if local.tool_rounds >= MAX_TOOL_ROUNDS else node.tools
        prompt = LlmRequest(
            system=system,
            messages=tuple(line.message for line in step.state.dialogue[local.first_line :]),
            tools=tuple(_schema(name, artifact.tools[name]) for name in tools),
            options=options(step, examples=choosing),
            examples=tuple((example.user, example.says) for example in node.examples if example.says is not None),
        )
        step.ask_model(prompt, interruptible=node.interruptible, services=node.services)

    def _call(self, step: Step, node: AgentNode, call: ToolRequest) -> None:
        if call.name not in node.tools:
            # The model made a tool up. It is told so with the next answer.
            step.add_line(Message("tool", f'{{"error": "no tool {call.name}"}}', tool_call_id=call.id))
            return
        tool = step.program.artifact.tools[call.name]
        if not request.send(
            step, request.of_tool(tool), call.arguments, kind="tool", target=call.name, model_call=call.id
        ):
            step.add_line(Message("tool", '{"error": "the request could not be written"}', tool_call_id=call.id))


def _schema(name: str, tool: Tool) -> ToolSchema:
    return ToolSchema(name, tool.description, json_schema(tool))


def spoken(step: Step, event: LlmAnswered, utterance: int, interruptible: bool) -> None:
    """Write down what the model said and called, as the next request has to show it."""
    calls = tuple((call.id, call.name, orjson.dumps(call.arguments).decode()) for call in event.tool_calls)
    if event.text.strip() or calls:
        step.add_line(Message("assistant", event.text.strip(), tool_calls=calls), utterance)
    if event.text.strip():
        step.facts.append(
            BotSpoke(
                at_ms=step.at_ms,
                utterance=utterance,
                node=step.state.node,
                text=event.text.strip(),
                interruptible=interruptible,
                request=event.request,
            )
        )
