"""What vendors list is completed by the built-in tables."""

from __future__ import annotations

from datetime import date

from talkif_api.models.live import Listing
from talkif_api.models.merging import provider
from talkif_compiler.catalogue import Model, table
from talkif_schemas.resources.models import ModelVendor, VendorModel

TODAY = date(2026, 11, 30)


def listed(vendor: str, *models: Model, error: str | None = None) -> ModelVendor:
    known = table("llm")
    return provider(known.vendors[vendor], known, Listing(models, TODAY, error), usable=True)


def the_one(found: ModelVendor) -> VendorModel:
    (model,) = found.models
    return model


def test_a_vendors_list_says_which_models_there_are() -> None:
    found = listed("openai", Model("gpt-9-new", ()), Model("gpt-5.4-mini", ()))
    assert [model.id for model in found.models] == ["gpt-5.4-mini", "gpt-9-new"]
    assert (found.source, found.as_of, found.facts_as_of) == ("vendor", TODAY, date.fromisoformat(table("llm").as_of))
    assert {(model.source, model.as_of) for model in found.models} == {("vendor", TODAY)}


def test_prices_come_from_the_tables_in_whole_micros() -> None:
    model = the_one(listed("openai", Model("gpt-5.4-mini", ())))
    assert [(price.per, price.amount_micros, price.currency) for price in model.prices] == [
        ("million_tokens_in", 750_000, "USD"),
        ("million_cached_tokens_in", 75_000, "USD"),
        ("million_tokens_out", 4_500_000, "USD"),
    ]
    assert model.capabilities == ["tools", "structured_output"]


def test_a_snapshot_has_the_facts_of_its_model() -> None:
    model = the_one(listed("openai", Model("gpt-5.4-mini-2026-03-17", ())))
    assert (model.id, model.context_tokens) == ("gpt-5.4-mini-2026-03-17", 272_000)


def test_the_vendors_word_wins() -> None:
    model = the_one(listed("grok", Model("grok-4.3", (), context_tokens=1, usd_per_million_in=0.0)))
    assert model.context_tokens == 1
    assert [price.amount_micros for price in model.prices] == [0, 200_000, 2_500_000]


def test_nothing_is_made_up_for_a_model_that_nobody_knows() -> None:
    model = the_one(listed("openai", Model("gpt-9-new", ())))
    assert (model.name, model.context_tokens, model.prices, model.capabilities) == ("gpt-9-new", None, [], [])


def test_without_a_list_the_catalogue_answers_and_says_so() -> None:
    known = table("llm")
    failed: Listing[Model] = Listing(None, None, "HTTP 500")
    for listing in (None, failed):
        found = provider(known.vendors["anthropic"], known, listing, usable=False)
        assert (found.source, found.as_of) == ("catalogue", date.fromisoformat(known.as_of))
        assert {model.id for model in found.models} == set(known.vendors["anthropic"].models)
        assert found.error == (listing.error if listing else None)


def test_an_old_list_is_still_the_vendors() -> None:
    found = listed("openai", Model("gpt-9-new", ()), error="HTTP 500")
    assert (found.source, found.error) == ("vendor", "HTTP 500")
