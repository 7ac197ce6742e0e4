"""A trunk on loopback is asked over each transport; time is virtual, so that silence costs nothing."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from talkif_api.providers.sip_options import Target, ask
from talkif_schemas.errors import TalkifError
from talkif_schemas.resources.providers import SipConfig
from tests.runtime.phone.virtual_time import run
from tests.vendors.sip_trunk import SipTrunk

HOST = "trunk.example.com"
Transport = Literal["udp", "tcp", "tls"]


def asked(trunk: SipTrunk, password: str | None = "secret", *, tls: ssl.SSLContext | None = None, **config: Any) -> str:
    async def main() -> str:
        async with trunk:
            shape = SipConfig(host=HOST, transport=trunk.transport, **config)
            return await ask(shape, password, Target("127.0.0.1", trunk.port), tls=tls)

    return run(main())


def refused(trunk: SipTrunk, password: str | None = "secret", **config: Any) -> str:
    with pytest.raises(TalkifError) as error:
        asked(trunk, password, **config)
    return error.value.code


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of HOST, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "trunk.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize(("algorithm", "challenge"), [("SHA-256", 401), ("MD5", 407)])
def test_a_challenge_is_answered(
    transport: Transport, algorithm: Literal["MD5", "SHA-256"], challenge: Literal[401, 407]
) -> None:
    trunk = SipTrunk(transport, user=("talkif", "secret"), algorithm=algorithm, challenge=challenge)
    assert asked(trunk, username="talkif") == f"{HOST} answers 200 OK."
    first, second = trunk.requests
    assert first.startswith(f"OPTIONS sip:{HOST}:5060 SIP/2.0\r\n")
    assert ("CSeq: 1 OPTIONS" in first, "CSeq: 2 OPTIONS" in second) == (True, True)


def test_tls_checks_whose_certificate_it_is(certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=certificate)
    trunk = SipTrunk("tls", tls=server)
    assert asked(trunk, None, tls=trusting) == f"{HOST} answers 200 OK."
    assert trunk.requests[0].startswith(f"OPTIONS sips:{HOST}:5061 SIP/2.0\r\n")
    assert refused(SipTrunk("tls", tls=server), None) == "vendor_unreachable"


def test_a_lost_datagram_is_sent_again() -> None:
    trunk = SipTrunk(silent_for=3)
    assert asked(trunk, None) == f"{HOST} answers 200 OK."
    assert len(trunk.requests) == 4
    assert len(set(trunk.requests)) == 1


@pytest.mark.parametrize(
    ("trunk", "code"),
    [
        (SipTrunk(user=("talkif", "another")), "credentials_refused"),
        (SipTrunk(user=("talkif", "secret"), algorithm="MD5-sess"), "vendor_refused"),
        (SipTrunk(user=("talkif", "secret"), realm="elsewhere"), "credentials_refused"),
        (SipTrunk(status="403 Forbidden"), "credentials_refused"),
        (SipTrunk(status="503 Service Unavailable"), "vendor_refused"),
        (SipTrunk(status="301 Moved"), "vendor_refused"),
        (SipTrunk(silent_for=100), "vendor_unreachable"),
        (SipTrunk("tcp", silent_for=100), "vendor_unreachable"),
        (SipTrunk(raw=b"\xff\x00 nonsense"), "vendor_unreachable"),
        (SipTrunk("tcp", raw=b"HTTP/1.1 400 Bad\r\nContent-Length: -5\r\n\r\n"), "vendor_unreachable"),
        (SipTrunk("tcp", raw=b"x" * 200_000), "vendor_unreachable"),
    ],
)
def test_why_a_trunk_does_not_work(trunk: SipTrunk, code: str) -> None:
    assert refused(trunk, username="talkif", realm="trunk.example.com") == code


def test_a_trunk_that_knows_no_options_is_there() -> None:
    assert asked(SipTrunk(status="405 Method Not Allowed"), None) == f"{HOST} answers 405 Method Not Allowed."


def test_a_user_of_any_characters_is_named_within_the_uri() -> None:
    trunk = SipTrunk()
    asked(trunk, username="a b>@c;tag=é")
    assert f"From: <sip:a%20b%3E%40c;tag=%C3%A9@{HOST}:5060>;tag=" in trunk.requests[0]


def test_the_password_goes_to_nobody_without_a_user() -> None:
    trunk = SipTrunk(user=("talkif", "secret"))
    assert refused(trunk, None) == "credentials_refused"
    assert len(trunk.requests) == 1


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_port_where_nobody_listens(transport: Transport) -> None:
    async def main() -> None:
        async with SipTrunk(transport) as trunk:
            pass
        await ask(SipConfig(host=HOST, transport=transport), None, Target("127.0.0.1", trunk.port))

    with pytest.raises(TalkifError) as error:
        run(main())
    assert error.value.code == "vendor_unreachable"
