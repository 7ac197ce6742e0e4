"""A credential is told to a model, spoken, or sent as a message."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.message import Message
from ...rule import Rule
from .printed import printed
from .sensitive import is_credential

RULE = Rule(
    id="secret-in-prompt",
    severity="error",
    summary="A credential is told to a model, spoken, or sent as a message.",
    doc="""\
What a model knows, a caller can talk it into saying, and it is in the logs of its vendor. Requests take credentials as
`{secret: name}` in their headers, so that neither the flow nor a model ever sees them. The rule knows credentials by
names such as `api_key`, `access_token` and `client_secret`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: talk
inputs: {api_key: {type: string, required: true}}
nodes:
  talk: {type: agent, prompt: "The key of the shop is {{api_key}}.", next: [{when: "The caller is done", to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: talk
tools:
  find_order:
    description: Finds an order.
    url: "https://api.example.com/order"
    headers: {Authorization: {secret: shop_key}}
nodes:
  talk: {type: agent, prompt: Help., tools: [find_order], next: [{when: "The caller is done", to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    messages = {id(node.text) for node in linked.nodes.values() if isinstance(node, Message)}
    for found in printed(linked):
        is_told = found.text.use in ("prompt", "speech") or id(found.text) in messages
        if is_told and is_credential(found.path):
            advice = "Give it to a request: `headers: {Authorization: {secret: name}}`."
            yield RULE.at(found.span, f"`{found.path[-1]}` is a credential, and this tells it", help=advice)
