"""`talkif.yaml`: what the flows of a repository share. Its environments bind the names that flows leave open."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from ..diagnostics import Diagnostic, Severity
from ..fields.leaves import (
    Amount,
    Count,
    DurationMs,
    Label,
    Lenient,
    ListOf,
    MapOf,
    OneOrMore,
    PositiveCount,
    Spanned,
    keyword,
)
from ..fields.opening_hours import ScheduleFields
from ..fields.problems import Problems
from ..fields.reading import read
from ..fields.record import Record
from ..fields.type_fields import TypeFields
from ..repository.recognition import PROJECT_FILE
from ..source import SourceFile
from ..syntax.parse import parse
from .api_target import AccountId, ApiAddress

PROJECT_SCHEMA = "talkif.project/v1"

_TARGET = re.compile(r"\+[1-9][0-9]{6,14}|sips?:[^\s@]+@[^\s@]+")
_ORIGIN = re.compile(r"https?://[^\s/?#@]+")
_COUNTRY = re.compile(r"[A-Z]{2}")

SeverityOrOff = Annotated[Spanned[str], keyword("off", "info", "warning", "error")]


class EnvironmentFields(Record):
    """What the names mean in one environment."""

    secrets: MapOf[Label] | None = None
    """Name of a secret in flows -> its name in the account's vault."""
    numbers: MapOf[Label] | None = None
    """Name of a phone number in flows -> an E.164 number or a SIP URI."""
    hosts: MapOf[Label] | None = None
    """Name of a host in flows -> its origin, such as `https://orders.example.com`."""
    providers: ListOf[Label] | None = None
    """Vendors of recognition, models and voices that the account can use here."""

    def verify(self, problems: Problems) -> None:
        for number in (self.numbers or {}).values():
            if not _TARGET.fullmatch(number.value):
                hint = 'Write it as "+14155550123" or "sip:desk@example.com".'
                problems.report("wrong-type", f"`{number.value}` is no phone number", number.span, help=hint)
        for host in (self.hosts or {}).values():
            if not _ORIGIN.fullmatch(host.value):
                hint = "An origin has a scheme and a host, and no path: `https://orders.example.com`."
                problems.report("wrong-type", f"`{host.value}` is no origin", host.span, help=hint)


class OverrideFields(Record):
    """Other severities for some files, or for some nodes of them."""

    files: OneOrMore[Label]
    """Patterns of paths: `flows/legacy/**`."""
    nodes: OneOrMore[Label] | None = None
    """Patterns of node ids. Without it, the whole file."""
    severity: MapOf[Lenient[SeverityOrOff]]
    """Rule -> `off`, `info`, `warning` or `error`."""


class RulesFields(Record):
    """How much the findings of rules weigh."""

    severity: MapOf[Lenient[SeverityOrOff]] | None = None
    """Rule -> `off`, `info`, `warning` or `error`."""
    overrides: ListOf[Lenient[OverrideFields]] | None = None
    """Later ones win."""


class BudgetFields(Record):
    """Limits that the latency and cost rules hold flows to."""

    turn_latency: DurationMs | None = None
    """From the end of the caller's words to the first sound of the answer."""
    prompt_tokens: PositiveCount | None = None
    """Of the system prompt and the node's prompt together."""
    cost_per_minute: Amount | None = None
    """US dollars."""
    path_turns: Count | None = None
    """Turns of the caller on the longest way without a loop."""


class ProjectFields(Record):
    schema: Annotated[Spanned[str], keyword(PROJECT_SCHEMA)]
    """What kind of file this is."""
    account: Lenient[AccountId] = None
    """Account id that flows are published to, where neither `--account` nor `TALKIF_ACCOUNT_ID` says another."""
    api: Lenient[ApiAddress] = None
    """Address of the API, where neither `--api-url` nor `TALKIF_API_URL` says another."""
    environments: Lenient[MapOf[Lenient[EnvironmentFields]]] = None
    """Name of an environment -> what it binds. A flow that leaves a name unbound does not build for it."""
    schedules: Lenient[MapOf[Lenient[ScheduleFields]]] = None
    """Opening hours that `hours` nodes name."""
    contact_fields: Lenient[MapOf[Lenient[TypeFields]]] = None
    """The account's own fields of contacts: `contact.customFields.<name>`."""
    countries: Lenient[ListOf[Label]] = None
    """Countries (ISO 3166, two letters) that calls may be transferred to. Without it, all of them."""
    rules: Lenient[RulesFields] = None
    """How much findings weigh."""
    budgets: Lenient[BudgetFields] = None
    """Limits of time, tokens and money."""

    def verify(self, problems: Problems) -> None:
        for country in self.countries or ():
            if not _COUNTRY.fullmatch(country.value):
                hint = "Use two capital letters of ISO 3166: `US`."
                problems.report("wrong-type", f"`{country.value}` is no country", country.span, help=hint)


@lru_cache(maxsize=8)
def read_project(text: str, path: str = PROJECT_FILE) -> tuple[ProjectFields | None, tuple[Diagnostic, ...]]:
    """The project, and what is wrong with its file. Kept, because all flows of a repository have the same one."""
    document, found = parse(SourceFile(path, text))
    if document is None:
        return None, tuple(found)
    problems = Problems()
    project = read(ProjectFields, document, problems)
    return project, (*found, *problems.found)


def severity_of(word: Spanned[str]) -> Severity | None:
    """None for `off`."""
    return None if word.value == "off" else word.value  # type: ignore[return-value]
