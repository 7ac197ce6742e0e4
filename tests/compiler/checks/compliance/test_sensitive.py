from __future__ import annotations

import pytest

from talkif_compiler.checks.compliance.sensitive import is_credential, is_personal
from talkif_compiler.files.bind import bind
from talkif_compiler.linking.link import link
from talkif_compiler.syntax.sources import Sources

FLOW = """\
schema: talkif.flow/v1
flow: a
start: bye
variables:
  has_password: {type: boolean}
  password: {type: boolean}
  diagnosis: {type: string, description: Confidential.}
  topic: {type: string}
nodes: {bye: {type: end}}
"""


def personal(path: str) -> bool:
    sources = Sources({"a.yaml": FLOW})
    document, _ = sources.document("a.yaml")
    assert document is not None
    flow, _ = bind(document)
    assert flow is not None
    return is_personal(link(flow, sources)[0], tuple(path.split(".")))


@pytest.mark.parametrize(
    "path",
    [
        "vars.card_number",
        "vars.creditCardNumber",
        "inputs.customer_ssn",
        "vars.payment.cvv",
        "contact.customFields.socialSecurityNumber",
        "vars.new_password",
        "vars.diagnosis",
    ],
)
def test_what_is_of_a_person_alone(path: str) -> None:
    assert personal(path)


@pytest.mark.parametrize(
    "path",
    ["vars.card_last4", "vars.ssn_ok", "vars.password", "vars.topic", "vars.order_number", "vars.discard", "vars.pin"],
)
def test_what_may_get_around(path: str) -> None:
    assert not personal(path)


def test_credentials_are_known_by_their_names() -> None:
    assert all(is_credential(("vars", name)) for name in ("api_key", "shopApiKey", "access_token", "client-secret"))
    assert not any(is_credential(("vars", name)) for name in ("token_count", "key", "secretary", "card_token"))
