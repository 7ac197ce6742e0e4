"""`talkif-flows explain`."""

from __future__ import annotations

import click
import orjson
from msgspec.structs import asdict

from ..checks import FAMILY_OF, RULES
from ..rule import Rule
from ..rule_pages import page
from ..suggest import nearest


@click.command()
@click.argument("rule", required=False)
@click.option("--all", "everything", is_flag=True, help="List all rules.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(rule: str | None, everything: bool, as_json: bool) -> None:
    """Say what RULE finds, why it matters on a call, and how a flow looks that has it."""
    if everything == (rule is not None):
        raise click.UsageError("name a rule, or write --all")
    if rule is not None and rule not in RULES:
        guess = nearest(rule, RULES)
        raise click.UsageError(f"there is no rule {rule!r}" + (f"; did you mean {guess}?" if guess else ""))
    chosen = [RULES[rule]] if rule is not None else list(RULES.values())
    if as_json:
        click.echo(orjson.dumps([_data(item) for item in chosen], option=orjson.OPT_INDENT_2))
    elif rule is not None:
        click.echo(page(chosen[0]), nl=False)
    else:
        width = max(map(len, RULES))
        for item in chosen:
            click.echo(f"{item.id:<{width}}  {FAMILY_OF[item.id]:<10}  {item.severity:<7}  {item.summary}")


def _data(rule: Rule) -> dict[str, object]:
    return {"id": rule.id, "family": FAMILY_OF[rule.id], **asdict(rule)}
