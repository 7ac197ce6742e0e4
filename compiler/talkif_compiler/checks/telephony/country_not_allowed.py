"""A call or message goes to a country that the project does not allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import one_of
from .numbers import dialled

RULE = Rule(
    id="country-not-allowed",
    severity="error",
    summary="A call or message goes to a country that the project does not allow.",
    doc="""\
`countries` in talkif.yaml lists the countries that calls may be transferred to. A number of another one is most often a
slip in the country code; if it is meant, add the country. The rule looks at numbers that are written in the flow or
bound by an environment.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+4930901820", next: [{on: failure, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
countries: [US, CA]
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: transfer, to: "+4930901820", next: [{on: failure, to: bye}]}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
countries: [US, CA, DE]
""",
)


#: What the numbering plan calls networks of no country, such as freephone +800.
_WORLD = "001"


def check(linked: Linked) -> Iterator[Diagnostic]:
    countries = linked.project.countries if linked.project is not None else None
    if not countries:
        return
    allowed = {country.value for country in countries}
    for found in dialled(linked):
        regions = _regions(found.number)
        if regions and not allowed.intersection(regions) and _WORLD not in regions:
            where = f"in {regions[0]}" if len(regions) == 1 else f"in one of {', '.join(regions[:3])} ..."
            yield RULE.at(
                found.span,
                f"{found.number} is {where}, but calls may go to {one_of(sorted(allowed), 'and')} alone",
                related=(*found.related, Label(countries[0].span, "these are allowed")),
                help="Correct the country code, or add the country to `countries` in talkif.yaml.",
            )


def _regions(number: str) -> Sequence[str]:
    """Countries that the number may be in: one, if the number says so."""
    # Imported here: it takes some 80 ms, and most projects name no countries.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    region = phonenumbers.region_code_for_number(parsed)
    return (region,) if region is not None else phonenumbers.region_codes_for_country_code(parsed.country_code or 0)
