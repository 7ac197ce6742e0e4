"""Documentation pages of the rules, made from the rules themselves.

python -m talkif_compiler.rule_pages docs/rules
"""

from __future__ import annotations

import sys
from pathlib import Path

from .checks import FAMILIES, FAMILY_OF, RULES
from .checks.family import Family
from .rule import Rule
from .semver import RULES as CHANGES

_CHANGES_HEAD = """\
# Rules of changes

What a change of a flow asks for when it is published: each row is one rule, and the weightiest change decides. A change
that nobody is hurt by can be accepted in the flow, by its rule and the name that it is about, with the reason:

```yaml
accept: [{rule: outcome-removed, subject: lost, reason: Nothing reads it.}]
```

It then asks for no more than a patch, and the reason is kept with the version. What no rule covers is a patch,
`behaviour-changed`.
"""


def page(rule: Rule) -> str:
    """Markdown."""
    return f"""# {rule.id}

{rule.summary} ({rule.severity}, family `{FAMILY_OF[rule.id]}`)

{rule.doc}
## Not so

```yaml
{rule.bad}```

## But so

```yaml
{rule.good}```
"""


def index() -> str:
    return "# Rules\n" + "".join(_section(family) for family in FAMILIES if family.checks)


def changes() -> str:
    """The page of the rules of changes, the weightiest first."""
    parts = [_CHANGES_HEAD]
    for bump in ("major", "minor", "patch"):
        rows = "\n".join(f"| `{rule.id}` | {rule.why} |" for rule in CHANGES if rule.bump == bump)
        parts.append(f"## {bump.capitalize()}\n\n| rule | why |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _section(family: Family) -> str:
    rules = [check.rule for check in family.checks]
    rows = "\n".join(f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.summary} |" for rule in rules)
    return f"\n## {family.title}\n\n| rule | severity | what is wrong |\n|---|---|---|\n{rows}\n"


def pages() -> dict[str, str]:
    """File name -> text."""
    return {"README.md": index(), "changes.md": changes(), **{f"{rule.id}.md": page(rule) for rule in RULES.values()}}


def write(folder: Path) -> None:
    """Makes the folder hold these pages and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for stale in set(folder.glob("*.md")) - {folder / name for name in wanted}:
        stale.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
