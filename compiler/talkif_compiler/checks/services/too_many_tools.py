"""A model is offered more tools than it can choose between."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule
from .choices import effective


def _tool(number: int) -> str:
    return f'  task{number}: {{description: Does task {number}., url: "https://api.example.com/tasks/{number}"}}'


RULE = Rule(
    id="too-many-tools",
    severity="warning",
    summary="A node offers its model too many tools.",
    doc="""\
The descriptions of all tools are read at each turn, and with more than about twenty a model begins to pick the wrong
one. Over the limit of the vendor, which is an error, requests are refused. The ways out of the node that a model
chooses (`when`) count as one tool.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
tools:
TOOLS
start: talk
nodes:
  talk:
    type: agent
    prompt: Help the caller.
    tools: [NAMES]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""".replace("TOOLS", "\n".join(_tool(number) for number in range(1, 22))).replace(
        "NAMES", ", ".join(f"task{number}" for number in range(1, 22))
    ),
    good="""\
schema: talkif.flow/v1
flow: greeting
tools:
  do_task:
    description: Does one of the tasks.
    parameters: {task: {type: integer, required: true}}
    url: "https://api.example.com/tasks/{{args.task}}"
start: talk
nodes:
  talk:
    type: agent
    prompt: Help the caller.
    tools: [do_task]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)

_MOST = 20


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node_id, node in linked.nodes.items():
        if not isinstance(node, Agent) or not node.tools:
            continue
        chooses = any(edge.when is not None for edge in (*node.next, *linked.handlers_in(node_id)))
        count = len({tool.value for tool in node.tools}) + (1 if chooses else 0)
        last = node.tools[-1].span
        refusing = _refusing(linked, node, count)
        if refusing is not None:
            vendor, most = refusing
            message = f"{count} tools, where {vendor} takes {most}"
            yield RULE.at(last, message, help="Split the node by task.").with_severity("error")
        elif count - (1 if chooses else 0) > _MOST:
            message = f"{len(node.tools)} tools are more than a model chooses between reliably"
            yield RULE.at(last, message, help=f"Offer at most {_MOST}: split the node by task, or join tools.")


def _refusing(linked: Linked, node: Agent, count: int) -> tuple[str, int] | None:
    for choice in effective(linked, node, "llm"):
        most = choice.vendor.max_tools if choice.vendor is not None else None
        if most is not None and count > most:
            return choice.provider, most
    return None
