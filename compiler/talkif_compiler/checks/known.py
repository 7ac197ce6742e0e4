"""What several rules ask of the conditions of a flow; to be asked for with `linked.once`."""

from __future__ import annotations

from ..fields.leaves import Formula, Text
from ..linking.conditions.decisions import Decisions
from ..linking.conditions.guards import case_proofs, proofs
from ..linking.conditions.outcomes import outcomes
from ..linking.conditions.questions import Asked, asked_in
from ..linking.conditions.syntaxes import Syntaxes
from ..linking.link import Linked
from ..linking.presence import Presence
from ..linking.proofs import Outcome
from ..templates import ParsedTemplate
from ..templates.expansion import Expansion, expand


def decisions_of(linked: Linked) -> Decisions:
    return Decisions(linked.scope, linked.analyses)


def syntaxes_of(linked: Linked) -> Syntaxes:
    """Of formulas that read the names of the flow alone."""
    uses = (analysis.use for analysis in linked.analyses)
    sources = [use.leaf.source for use in uses if isinstance(use.leaf, Formula) and use.scope is linked.scope]
    return Syntaxes(linked.scope, sources)


def asked_of(linked: Linked) -> Asked:
    return asked_in(linked.nodes.values(), linked.handlers)


def outcomes_of(linked: Linked) -> dict[Formula, Outcome]:
    """Of the assigned formulas that may be null, or may fail."""
    return outcomes(linked.scope, linked.nodes.values(), linked.handlers, linked.once(syntaxes_of))


def faulty_leaves(linked: Linked) -> frozenset[Text | Formula]:
    """Templates and formulas with mistakes."""
    return frozenset(analysis.use.leaf for analysis in linked.analyses if analysis.problems)


def presence_of(linked: Linked) -> Presence:
    """With what conditions prove."""
    decisions = linked.once(decisions_of)
    proved = proofs(decisions, linked.nodes.values(), linked.handlers)
    by_case = case_proofs(decisions, linked.nodes.values())
    faulty = linked.once(faulty_leaves)
    assigned = linked.once(outcomes_of)
    assigned = {formula: outcome for formula, outcome in assigned.items() if formula not in faulty}
    names = [("vars", name) for name in linked.scope.variables]
    return Presence(linked.graph, linked.nodes, linked.handlers, linked.called, names, proved, by_case, assigned)


def expansion_of(linked: Linked) -> Expansion:
    parsed = (text.parsed for text in linked.texts.values())
    return expand((template for template in parsed if isinstance(template, ParsedTemplate)), linked.partials)
