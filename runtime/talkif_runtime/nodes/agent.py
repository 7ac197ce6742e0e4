"""`agent`: a conversation led by a model, until one of the node's edges is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

import orjson

from talkif_runtime.dialogue.edges import options, take_event, take_if, take_onward, take_option
from talkif_runtime.dialogue.shapes import shape
from talkif_runtime.dialogue.step import Step
from talkif_runtime.dialogue.view import messages
from talkif_runtime.providers.contract import LlmRequest, Message, ToolSchema
from talkif_schemas.artifact import AgentNode, Tool
from talkif_schemas.events import BotSpoke, LlmAnswered, LlmFailed, ToolFinished, ToolRequest, UtteranceHeard

from . import recording_values, request, summary
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
    summarising: bool = False
    """The running request asks for a summary of the call so far."""
    summary: str = ""


class Agent(Behaviour[AgentNode]):
    def enter(self, step: Step, node: AgentNode) -> None:
        state = step.state
        begins = state.agent_line = state.next_line
        said_before = bool(messages(state))
        summarising = node.context == "summary" and said_before
        state.local = Talking(first_line=begins if node.context == "reset" else 0, summarising=summarising)
        if node.greeting is not None:
            step.say(step.render(node.greeting), interruptible=node.interruptible)
        if summarising:
            summary.ask(step)
        elif node.greeting is None:
            self._ask(step, node)

    def utterance(self, step: Step, node: AgentNode, event: UtteranceHeard) -> None:
        local: Talking = step.state.local
        if step.state.tools or local.summarising:
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
        if local.summarising:
            self._summarised(step, node, summary.written(event))
        elif event.tool_calls and local.tool_rounds < MAX_TOOL_ROUNDS:
            step.state.local = replace(local, tool_rounds=local.tool_rounds + 1, choice=event)
            served = [self._call(step, node, call) for call in event.tool_calls]
            if not step.state.tools:
                self._go_on(step, node, event, over=all(served) and bool(event.text.strip()))
        else:
            self._settle(step, node, event)

    def failed(self, step: Step, node: AgentNode, event: LlmFailed) -> None:
        if step.state.local.summarising:
            self._summarised(step, node, "")
        else:
            super().failed(step, node, event)

    def _summarised(self, step: Step, node: AgentNode, text: str) -> None:
        """Without a summary the model sees the dialogue itself. The caller may have spoken meanwhile."""
        local: Talking = step.state.local
        begins = step.state.agent_line
        heard = any(message.role == "user" for message in messages(step.state, begins))
        step.state.local = replace(
            local,
            summarising=False,
            summary=text,
            first_line=begins if text else 0,
            heard=heard,
            turns=local.turns + heard,
        )
        if heard and take_if(step):
            return
        if heard or node.greeting is None:
            self._ask(step, node)

    def _go_on(self, step: Step, node: AgentNode, event: LlmAnswered, *, over: bool) -> None:
        """The tools of an answer are done. `over`: so is the turn, because the model has said what it had to say."""
        step.state.local = replace(step.state.local, choice=None)
        if over or event.choice is not None:
            self._settle(step, node, event)
        elif not take_if(step):
            self._ask(step, node)

    def keep(self, step: Step, node: AgentNode, event: ToolFinished) -> None:
        local: Talking = step.state.local
        asked = local.choice
        if asked is None:
            return
        call_id = step.state.tools[event.request]
        name = next(call.name for call in asked.tool_calls if call.id == call_id)
        result = request.store_result(step, request.of_tool(step.program.artifact.tools[name]), event)
        content = {"status": event.status, "result": result, "error": event.error}
        step.add_line(Message("tool", orjson.dumps(content).decode(), tool_call_id=call_id))

    def finished(self, step: Step, node: AgentNode, event: ToolFinished) -> None:
        local: Talking = step.state.local
        if local.choice is not None and len(step.state.tools) == 1:
            self._go_on(step, node, local.choice, over=False)

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
        parts = [step.render(prompt).strip() for prompt in prompts if prompt is not None]
        if local.summary:
            parts.append(f"What was said before: {local.summary}")
        choosing: dict[str, tuple[str, ...]] = {}
        for example in node.examples:
            if example.choose is not None:
                choosing[example.choose] = (*choosing.get(example.choose, ()), example.user)
        prompt = LlmRequest(
            system="\n\n".join(parts),
            messages=messages(step.state, local.first_line),
            tools=() if local.tool_rounds >= MAX_TOOL_ROUNDS else _tools(step, node),
            options=options(step, examples=choosing),
            examples=tuple((example.user, example.says) for example in node.examples if example.says is not None),
        )
        step.ask_model(prompt, interruptible=node.interruptible, services=node.services)

    def _call(self, step: Step, node: AgentNode, call: ToolRequest) -> bool:
        """Put a call of the model under way. False when it cannot be, which the model is told with its next request."""
        if call.name == recording_values.NAME and node.extract:
            return _record(step, node, call)
        if call.name not in node.tools:
            step.add_line(Message("tool", f'{{"error": "no tool {call.name}"}}', tool_call_id=call.id))
            return False
        tool = step.program.artifact.tools[call.name]
        sent = request.send(
            step, request.of_tool(tool), call.arguments, kind="tool", target=call.name, model_call=call.id
        )
        if not sent:
            step.add_line(Message("tool", '{"error": "the request could not be written"}', tool_call_id=call.id))
        return sent


def _tools(step: Step, node: AgentNode) -> tuple[ToolSchema, ...]:
    artifact = step.program.artifact
    own = tuple(_schema(name, artifact.tools[name]) for name in node.tools)
    if not node.extract:
        return own
    fields = {name: artifact.variables[name] for name in node.extract}
    purpose = "Keeps what the caller says about these; call it as soon as you know one, with what you know."
    return (*own, recording_values.offer(fields, purpose))


def _record(step: Step, node: AgentNode, call: ToolRequest) -> bool:
    """Fill variables with what fits. False when something did not; the model is told."""
    refused: dict[str, str] = {}
    for name, given in call.arguments.items():
        if name not in node.extract:
            refused[name] = "is not asked for"
            continue
        value, problems = shape(step.program.artifact.variables[name], given, step.region)
        if problems:
            refused[name] = "; ".join(problems)
        else:
            step.set_variable(name, value)
    answer = {"recorded": [name for name in call.arguments if name not in refused], "refused": refused}
    step.add_line(Message("tool", orjson.dumps(answer).decode(), tool_call_id=call.id))
    return not refused


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
