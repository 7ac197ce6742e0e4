"""How fast the compiler is. Prints figures.

python tests/bench/compiler_bench.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from talkif_compiler.pipeline import compile_flow

FLOWS = 200
NODES = 50

HEAD = """\
schema: talkif.flow/v1
flow: bench-{flow}
prompt: You are the assistant of {{{{account.name}}}}. Be brief.
inputs:
  plan: {{type: enum, values: [free, pro], default: free}}
variables:
  order_id: {{type: string, pattern: "[0-9]{{6}}"}}
  order: {{type: object, properties: {{status: {{type: string}}, total: {{type: number}}}}}}
tools:
  find_order:
    description: Finds an order.
    parameters: {{id: {{type: string, required: true}}}}
    url: "https://api.example.com/orders/{{{{args.id}}}}"
    headers: {{Authorization: {{secret: orders_key}}}}
handlers:
  - {{on: "dtmf:0", to: human}}
start: greet_0
nodes:
  human: {{type: transfer, to: "+15551234567", next: [{{on: failure, to: bye}}]}}
  bye: {{type: end, say: "Thanks for calling."}}
"""

ROUND = """\
  greet_{n}:
    type: say
    text: "Hi {{{{default contact.firstName \\"there\\"}}}}, this call may be recorded. Round {n}."
    next: ask_{n}
  ask_{n}:
    type: collect
    into: order_id
    ask: "What is your six digit order number?"
    retries: {{no_input: ["I did not hear you."], no_match: ["That should be six digits."], max: 2}}
    next:
      - {{on: done, to: lookup_{n}}}
      - {{on: gave_up, to: human}}
  lookup_{n}:
    type: tool
    tool: find_order
    args: {{id: "{{{{order_id}}}}"}}
    into: order
    next: [{{on: success, to: route_{n}}}, {{on: failure, to: human}}]
  route_{n}:
    type: branch
    next:
      - {{if: "vars.order.total > 500.0 && inputs.plan == 'pro'", to: human}}
      - {{else: talk_{n}}}
  talk_{n}:
    type: agent
    prompt: |
      Tell the caller about the order {{{{order_id}}}}.
      {{{{#if order.status}}}}It is {{{{order.status}}}}.{{{{else}}}}Nothing is known of it.{{{{/if}}}}
    next:
      - {{when: The caller has another order, to: {following}}}
      - {{when: The caller is satisfied, to: bye}}
"""


def flow_text(flow: int) -> str:
    rounds = NODES // 5
    parts = [HEAD.format(flow=flow)]
    parts += [ROUND.format(n=n, following=f"greet_{n + 1}" if n + 1 < rounds else "greet_0") for n in range(rounds)]
    return "".join(parts)


def main() -> None:
    text = flow_text(0)
    compile_flow({"flow.yaml": text}, "flow.yaml")
    took_ms = []
    for _ in range(20):
        start = time.perf_counter()
        compilation = compile_flow({"flow.yaml": text}, "flow.yaml")
        took_ms.append((time.perf_counter() - start) * 1_000)
    assert compilation.artifact is not None, compilation.diagnostics
    print(f"one flow, {NODES} nodes, {len(text):,} bytes: {statistics.median(took_ms):.1f} ms (median of 20)")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FLOWS):
            (Path(folder) / f"flow-{number}.yaml").write_text(flow_text(number), encoding="utf-8")
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", "from talkif_compiler.cli import main; main()", "validate", folder], check=True
        )
        took_s = time.perf_counter() - start
    print(f"validate, {FLOWS} flows, {FLOWS * NODES:,} nodes, with process start: {took_s:.2f} s")


if __name__ == "__main__":
    main()
