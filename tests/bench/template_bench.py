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


def main() -> None:
    scope = Scope(_INPUTS, _VARIABLES)
    parsed = parse(PROMPT)
    assert not analyse(parsed, scope)
    template = lower(parsed)
    renderer = load(template)
    _print_ms(f"parse {len(PROMPT):,} characters", lambda: parse(PROMPT), 200)
    _print_ms("parse and lower", lambda: lower(parse(PROMPT)), 200)
    _print_ms("check names and types", lambda: analyse(parsed, scope), 200)
    _print_ms("load", lambda: load(template), 200)
    _print_ms("render", lambda: renderer.render(_VALUES), 500)
    _print_ms(f"parse {len(LONG_PROMPT):,} characters", lambda: parse(LONG_PROMPT), 5)

    condition = "vars.order.total > 500 || inputs.plan == 'pro'"
    env = ConditionEnv(_INPUTS, _VARIABLES, {})
    compiled = env.compile(condition)
    _print_ms("environment of conditions", lambda: ConditionEnv(_INPUTS, _VARIABLES, {}), 50)
    _print_ms("compile a condition", lambda: env.compile(condition), 200)
    _print_ms("evaluate a condition, values bound anew", lambda: compiled.evaluate(_VALUES), 2_000)


if __name__ == "__main__":
    main()
