"""What templates and conditions cost, from parsing to evaluation. Run: python tests/bench/template_bench.py"""

from __future__ import annotations

import timeit
from collections.abc import Callable

from talkif_compiler.scope import Scope
from talkif_compiler.templates import analyse, lower, parse
from talkif_runtime.templates import load
from talkif_schemas.conditions import ConditionEnv
from talkif_schemas.types import InputSpec, TypeSpec

_PARAGRAPH = """\
# Who calls
{{#if contact.firstName}}
You speak with {{contact.firstName}} {{default contact.lastName ""}}.
{{else}}
You do not know the name of the caller yet.
{{/if}}
The plan is {{upper plan}}. {{#eq plan "pro"}}Be generous.{{/eq}}

# The order
{{#with order}}
Order {{spell id}} is {{status}}; it comes to {{money total}}.
{{#each items}}
- {{count}} {{plural count "piece" "pieces"}} of {{name}}{{#unless @last}},{{/unless}}
{{/each}}
{{/with}}
Answer in one or two short sentences. Never read out more than one number at a time, and ask whether it was understood.
"""
PROMPT = (_PARAGRAPH + "Stay polite when the caller is not. Do not promise what you cannot do. " * 12)[:1500]
_PLAIN = "Thank you for calling. This call may be recorded. How can I help you today?"
LONG_PROMPT = _PARAGRAPH * (50_000 // len(_PARAGRAPH))

_ITEM = TypeSpec(type="object", properties={"name": TypeSpec(type="string"), "count": TypeSpec(type="integer")})
_ORDER = TypeSpec(
    type="object",
    properties={
        "id": TypeSpec(type="string"),
        "status": TypeSpec(type="string"),
        "total": TypeSpec(type="number"),
        "items": TypeSpec(type="list", items=_ITEM),
    },
)
_INPUTS = {"plan": InputSpec(type="enum", values=("free", "pro"))}
_VARIABLES = {"order": _ORDER}
_VALUES = {
    "vars": {
        "order": {
            "id": "415",
            "status": "shipped",
            "total": 620.5,
            "items": [{"name": "lamp", "count": 2}, {"name": "desk", "count": 1}, {"name": "chair", "count": 4}],
        }
    },
    "inputs": {"plan": "pro"},
    "contact": {"firstName": "Ana", "lastName": "Diaz"},
}


def _print_ms(what: str, action: Callable[[], object], rounds: int) -> None:
    """The best of five, because anything slower was something else."""
    best_s = min(timeit.repeat(action, number=rounds, repeat=5)) / rounds
    print(f"{what:<44}{best_s * 1_000:9.3f} ms")


def _print_template(text: str, rounds: int) -> None:
    scope = Scope(_INPUTS, _VARIABLES)
    parsed = parse(text)
    assert not analyse(parsed, scope).problems
    template = lower(parsed)
    renderer = load(template)
    print(f"a prompt of {len(text):,} characters")
    _print_ms("  parse", lambda: parse(text), rounds)
    _print_ms("  parse and lower", lambda: lower(parse(text)), rounds)
    _print_ms("  check names and types", lambda: analyse(parsed, scope), rounds)
    _print_ms("  load", lambda: load(template), rounds)
    _print_ms("  render", lambda: renderer.render(_VALUES), rounds)


def main() -> None:
    _print_template(PROMPT, 200)
    _print_template(LONG_PROMPT, 5)
    _print_ms("parse a text without tags", lambda: parse(_PLAIN), 10_000)

    condition = "vars.order.total > 500 || inputs.plan == 'pro'"
    env = ConditionEnv(_INPUTS, _VARIABLES, {})
    compiled = env.compile(condition)
    _print_ms("environment of conditions", lambda: ConditionEnv(_INPUTS, _VARIABLES, {}), 50)
    _print_ms("compile a condition", lambda: env.compile(condition), 200)
    _print_ms("evaluate a condition, values bound anew", lambda: compiled.evaluate(_VALUES), 2_000)


if __name__ == "__main__":
    main()
