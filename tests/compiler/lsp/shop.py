"""A small repository of flows that the tests of the language server type in. `¦` stands for the cursor."""

from __future__ import annotations

from pathlib import Path

from talkif_compiler.lsp.moment import Moment, Views
from talkif_compiler.lsp.overlay import Disk, Overlay

FLOW = "flows/shop.yaml"
PROMPT = "prompts/talk.md"

FILES = {
    "talkif.yaml": """\
schema: talkif.project/v1
environments:
  production:
    secrets: {orders_key: vault/orders}
    numbers: {desk: "+14155550123"}
    hosts: {orders: "https://orders.example.com"}
schedules:
  office: {windows: [{days: [mon-fri], from: "09:00", to: "17:00"}]}
rules:
  overrides:
    - {files: "flows/*", nodes: [ask], severity: {hard-to-hear: "off"}}
""",
    FLOW: """\
schema: talkif.flow/v1
flow: shop
services:
  stt: {provider: deepgram, model: nova-3}
prompt: You work for {{account.name}}.
inputs:
  plan: {type: enum, values: [free, pro], default: free, description: What the caller pays for.}
variables:
  order_id: {type: string, pattern: "[0-9]{6}", description: Number of the order.}
  order:
    type: object
    properties:
      status: {type: string}
      lines: {type: list, items: {type: object, properties: {name: {type: string}}}}
outputs: [order]
outcomes: [done, sold]
tools:
  find_order: {use: tools/orders.yaml#find_order}
start: greet
nodes:
  greet:
    type: say
    text: "Hi 😀 {{default contact.firstName \\"there\\"}}."
    next: ask
  ask:
    type: collect
    into: order_id
    ask: "Your number?"
    next:
      - {on: done, to: lookup}
      - {on: gave_up, to: bye}
  lookup:
    type: tool
    tool: find_order
    args: {id: "{{order_id}}"}
    into: order
    next:
      - {on: success, to: route}
      - {on: failure, to: bye}
  route:
    type: branch
    next:
      - {if: "vars.order.status == 'open' && inputs.plan == 'pro'", to: talk}
      - {else: pay}
  talk:
    type: agent
    prompt: {file: prompts/talk.md}
    tools: [find_order]
    next:
      - {when: The caller is happy, to: bye}
  pay:
    type: subflow
    flow: payment
    inputs: {amount: "12.5"}
    outputs: {order_id: receipt}
    next:
      - {on: "exit:paid", to: bye}
  bye: {type: end, say: "Bye.", outcome: sold}
""",
    "flows/payment.yaml": """\
schema: talkif.flow/v1
flow: payment
inputs:
  amount: {type: number, required: true}
variables:
  receipt: {type: string, pattern: "[0-9]{6}"}
outputs: [receipt]
outcomes: [paid]
start: charge
nodes:
  charge: {type: set, assignments: {receipt: "'r' + string(inputs.amount)"}, next: ended}
  ended: {type: end, outcome: paid}
""",
    "flows/shop.test.yaml": """\
schema: talkif.test/v1
flow: shop
tests:
  - name: finds an order
    inputs: {plan: pro}
    mocks: {find_order: {status: open}}
    script:
      - bot: {node: ask, says: number}
      - user: one two three
      - expect: {vars: {order_id: "123456"}}
      - llm: {choose: bye}
    outcome: sold
""",
    PROMPT: "Order {{order_id}} is {{order.status}}.\n{{> tone}}\n",
    "prompts/tone.md": "Be kind about {{order.status}}.\n",
    "tools/orders.yaml": """\
schema: talkif.tools/v1
tools:
  find_order:
    description: Finds an order.
    parameters: {id: {type: string, required: true, description: Its number.}}
    host: orders
    url: "/orders/{{args.id}}"
    headers: {Authorization: {secret: orders_key}}
""",
}


def shop(changes: dict[str, str] | None = None) -> Moment:
    """The repository with other texts for some files, none of it on disk."""
    files = {**FILES, **(changes or {})}
    return Moment(Overlay(Disk(Path("/nowhere")), files), Views())


def typed(old: str, new: str, path: str = FLOW) -> tuple[Moment, int]:
    """The repository after a change, and where the cursor is."""
    text = FILES[path]
    assert text.count(old) >= 1, old
    marked = text.replace(old, new, 1)
    offset = marked.index("¦")
    return shop({path: marked.replace("¦", "", 1)}), offset


def place(marked: str, path: str = FLOW) -> int:
    """Where a piece of a file has its cursor: `into: ¦order_id`."""
    begin = FILES[path].index(marked.replace("¦", ""))
    return begin + marked.index("¦")
