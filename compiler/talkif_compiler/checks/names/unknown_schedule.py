"""A schedule is named that the project does not have."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.hours import Hours
from ...nodes.transfer import Transfer
from ...rule import Rule
from ...suggest import hint

RULE = Rule(
    id="unknown-schedule",
    severity="error",
    summary="A schedule is named that the project does not have.",
    doc="""\
`hours` nodes and transfers may name opening hours of `talkif.yaml`. Without them, nobody could say whether it is open.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: gate
nodes:
  gate: {type: hours, schedule: offices, next: [{on: open, to: bye}, {on: closed, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
schedules: {office: {timezone: Europe/Berlin, windows: [{days: [mon-fri], from: "09:00", to: "17:00"}]}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: gate
nodes:
  gate: {type: hours, schedule: office, next: [{on: open, to: bye}, {on: closed, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
schedules: {office: {timezone: Europe/Berlin, windows: [{days: [mon-fri], from: "09:00", to: "17:00"}]}}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    project = linked.project
    if project is not None and project.schedules is None and "schedules" in project.mapping.entries:
        return
    known = (project.schedules or {}) if project is not None else {}
    for node in linked.readable_nodes():
        name = node.schedule if isinstance(node, Hours) else node.hours if isinstance(node, Transfer) else None
        if name is not None and name.value not in known:
            message = f"the project has no schedule `{name.value}`"
            fixes = respelt(name.span, name.value, known)
            yield RULE.at(name.span, message, help=hint(name.value, known), fixes=fixes)
