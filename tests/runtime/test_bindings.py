from __future__ import annotations

import pytest

from talkif_runtime.bindings import Bindings, NotBound
from talkif_schemas.artifact import NumberRef, SecretRef
from tests.runtime.session.flows import order_flow

BINDINGS = Bindings(
    hosts={"ORDER_DESK": "https://orders.example.com"},
    numbers={"NIGHT_DESK": "+14155550123"},
    secrets={"TOKEN": "s3cret"},
)
NIGHT, DAY = NumberRef(number="night-desk"), NumberRef(number="day_desk")


def test_names_get_the_values_of_the_environment() -> None:
    assert BINDINGS.url(None, "https://a.example/b") == "https://a.example/b"
    assert BINDINGS.url("order_desk", "/orders?x=1") == "https://orders.example.com/orders?x=1"
    assert BINDINGS.url("order-desk", "orders") == "https://orders.example.com/orders"
    assert BINDINGS.number(NIGHT) == "+14155550123"
    assert BINDINGS.number("+1") == "+1"
    assert BINDINGS.headers({"A": SecretRef(secret="TOKEN"), "B": "b"}) == {"A": "s3cret", "B": "b"}


def test_a_path_cannot_leave_its_host() -> None:
    assert BINDINGS.url("order_desk", "//evil.example/") == "https://orders.example.com/evil.example/"
    assert BINDINGS.url("order_desk", "@evil.example") == "https://orders.example.com/@evil.example"


def test_what_is_not_bound_is_named() -> None:
    with pytest.raises(NotBound, match="the host stock is not bound here"):
        BINDINGS.url("stock", "/")
    with pytest.raises(NotBound, match="the number day_desk is not bound here"):
        BINDINGS.number(DAY)
    with pytest.raises(NotBound, match="the secret OTHER is not bound here"):
        BINDINGS.headers({"A": SecretRef(secret="OTHER")})
    assert BINDINGS.numbers((DAY, NIGHT, "+1")) == ("+14155550123", "+1")


def test_what_a_flow_and_the_flows_behind_it_miss_is_known_beforehand() -> None:
    artifact = order_flow().artifact
    behind = artifact.model_copy(update={"hosts": ("stock",), "secrets": ("OTHER", "TOKEN")})
    first = artifact.model_copy(
        update={"hosts": ("order_desk",), "numbers": ("day_desk", "night-desk"), "flows": {"behind": behind}}
    )
    assert list(BINDINGS.missing(first)) == [("host", "stock"), ("number", "day_desk"), ("secret", "OTHER")]
