"""How fast the compiler is. Prints figures.

python tests/bench/compiler_bench.py            all of them: some two minutes
python tests/bench/compiler_bench.py 1000 5000  the curve for these sizes alone
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from talkif_compiler.pipeline import check_flow, compile_flow

FLOWS = 200
NODES = 50
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
VALIDATE = (sys.executable, "-c", "from talkif_compiler.cli import main; main()", "validate")

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
      - {{if: "vars.order.total > {n}.5 && inputs.plan == 'pro'", to: human}}
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


def flow_text(flow: int, nodes: int = NODES) -> str:
    rounds = (nodes - 2) // 5 or 1
    parts = [HEAD.format(flow=flow)]
    parts += [ROUND.format(n=n, following=f"greet_{n + 1}" if n + 1 < rounds else "greet_0") for n in range(rounds)]
    return "".join(parts)


def compile_ms(text: str, rounds: int) -> float:
    """Of CPU, the least of some rounds: compiling waits for nothing, and other work on the machine counts less so."""
    took_ms = []
    for _ in range(rounds):
        start = time.process_time()
        compilation = compile_flow({"flow.yaml": text}, "flow.yaml")
        took_ms.append((time.process_time() - start) * 1_000)
        assert compilation.artifact is not None, compilation.diagnostics
    return min(took_ms)


def check_ms(text: str, rounds: int) -> float:
    """As `compile_ms`."""
    took_ms = []
    for _ in range(rounds):
        start = time.process_time()
        check_flow({"flow.yaml": text}, "flow.yaml")
        took_ms.append((time.process_time() - start) * 1_000)
    return min(took_ms)


def write_flows(folder: Path, flows: int, nodes: int) -> None:
    for number in range(flows):
        (folder / f"flow-{number}.yaml").write_text(flow_text(number, nodes), encoding="utf-8")


def validate_s(folder: Path) -> float:
    """With process start."""
    start = time.perf_counter()
    ended = subprocess.run([*VALIDATE, str(folder)], check=False, capture_output=True)
    took_s = time.perf_counter() - start
    assert ended.returncode in (0, 1), ended.stderr.decode()
    return took_s


def print_known_sizes() -> None:
    text = flow_text(0)
    compile_flow({"flow.yaml": text}, "flow.yaml")
    print(f"one flow, {NODES} nodes, {len(text):,} bytes: check {check_ms(text, 20):.1f} ms,", end=" ")
    print(f"compile {compile_ms(text, 20):.1f} ms of CPU (least of 20)")
    text = flow_text(0, 5_000)
    print(f"one flow, 5,000 nodes, {len(text):,} bytes: check {check_ms(text, 5) / 1_000:.2f} s of CPU (least of 5)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_flows(folder, FLOWS, NODES)
        cold_s, warm_s = validate_s(folder), validate_s(folder)
        (folder / "flow-0.yaml").write_text(flow_text(0) + "# changed\n", encoding="utf-8")
        changed_s = validate_s(folder)
    print(f"validate {FLOWS} flows, {FLOWS * NODES:,} nodes, with process start: first time {cold_s:.2f} s,", end=" ")
    print(f"again {warm_s:.2f} s, one changed {changed_s:.2f} s")


def print_curve(sizes: tuple[int, ...]) -> None:
    print("nodes     one flow            flows of 50")
    for nodes in sizes:
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
            write_flows(Path(one), 1, nodes)
            write_flows(Path(many), nodes // NODES, NODES)
            one_s, many_s = validate_s(Path(one)), validate_s(Path(many))
        print(f"{nodes:>6,}  {one_s:6.2f} s  {one_s * 1_000 / nodes:5.3f} ms", end="")
        print(f"  {many_s:6.2f} s  {many_s * 1_000 / nodes:5.3f} ms per node, with process start")


def main() -> None:
    # As the command line does it.
    gc.set_threshold(1_000_000, 20, 20)
    sizes = tuple(map(int, sys.argv[1:]))
    if not sizes:
        print_known_sizes()
    print_curve(sizes or SIZES)
    most_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"most memory of one process: {most_mib} MiB")


if __name__ == "__main__":
    main()
