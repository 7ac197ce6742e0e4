"""Two tools of one node that a model cannot tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.tools import ToolFields
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...rule import Rule

RULE = Rule(
    id="ambiguous-tool-names",
    severity="warning",
    summary="A node offers two tools whose names or descriptions say the same.",
    doc="""\
A model chooses a tool by its name and its description. When two of them say the same (`get_order` and `fetch_order`,
or two times "Finds an order."), it takes either, and the caller gets the one answer or the other. Words such as get,
find, fetch and look up count as one, and so do singular and plural.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
tools:
  get_order: {description: Finds an order by its number., url: "https://api.example.com/order"}
  fetch_order: {description: Loads the caller's latest order., url: "https://api.example.com/orders/latest"}
start: talk
nodes:
  talk:
    type: agent
    prompt: Help with the order.
    tools: [get_order, fetch_order]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
tools:
  order_by_number: {description: Finds an order by its number., url: "https://api.example.com/order"}
  latest_order: {description: Loads the caller's latest order., url: "https://api.example.com/orders/latest"}
start: talk
nodes:
  talk:
    type: agent
    prompt: Help with the order.
    tools: [order_by_number, latest_order]
    next: [{when: The caller says goodbye, to: bye}]
  bye: {type: end, say: Goodbye.}
""",
)

_SAME: dict[str, str] = {
    **dict.fromkeys(("get", "find", "fetch", "load", "read", "retrieve", "search", "lookup", "query", "show"), "get"),
    **dict.fromkeys(("create", "add", "make", "new", "insert"), "create"),
    **dict.fromkeys(("update", "change", "edit", "modify", "set"), "update"),
    **dict.fromkeys(("delete", "remove", "cancel", "drop"), "delete"),
}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        if not isinstance(node, Agent):
            continue
        by_name: dict[tuple[str, ...], str] = {}
        by_description: dict[str, str] = {}
        for tool in dict.fromkeys(item.value for item in node.tools or ()):
            fields = linked.tools.get(tool)
            described = _plain(fields) if fields is not None else None
            twin = by_name.setdefault(_meaning(tool), tool)
            same = "names"
            if twin == tool and described:
                twin, same = by_description.setdefault(described, tool), "descriptions"
            if twin != tool:
                place = next(item.span for item in node.tools or () if item.value == tool)
                message = f"the {same} of `{twin}` and `{tool}` say the same to a model"
                related = tuple(Label(item.span, "the other one") for item in node.tools or () if item.value == twin)[
                    :1
                ]
                yield RULE.at(place, message, help="Say in both what sets them apart.", related=related)


def _meaning(name: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORD.findall(name.replace("look_up", "lookup"))]
    return tuple(sorted(_SAME.get(word, _singular(word)) for word in words))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _plain(tool: ToolFields) -> str:
    return " ".join(re.findall(r"\w+", tool.description.value.lower()))
