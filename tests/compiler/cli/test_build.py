from __future__ import annotations

import hashlib
import os
from pathlib import Path

import orjson
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from talkif_compiler.cli import commands
from talkif_schemas.canonical import digest, load_artifact
from talkif_schemas.signature import Signature, is_signed

FLOW = "schema: talkif.flow/v1\nflow: shop\nstart: b\nnodes: {b: {type: end}}\n"


def build(folder: Path) -> Result:
    return CliRunner().invoke(commands, ["build", str(folder), "--out", str(folder / "out")])


def test_artifacts_are_written_and_their_digests_printed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    result = build(tmp_path)
    data = (tmp_path / "out" / "shop.artifact.json").read_bytes()
    assert (result.exit_code, result.output) == (0, f"{digest(data)}  shop\n")
    assert load_artifact(data).start == "b"


def test_one_error_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        FLOW.replace("start: b", "start: c").replace("flow: shop", "flow: store"), encoding="utf-8"
    )
    assert build(tmp_path).exit_code == 1
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_flow_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(FLOW, encoding="utf-8")
    result = build(tmp_path)
    assert result.exit_code == 1
    assert "error[duplicate-flow]" in result.output


def test_flows_of_two_repositories_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "talkif.yaml").write_text("schema: talkif.project/v1\n", encoding="utf-8")
        (tmp_path / name / "a.yaml").write_text(FLOW, encoding="utf-8")
    result = build(tmp_path)
    assert result.exit_code == 2
    assert "several files declare the flow shop" in result.output


def test_a_signature_and_the_provenance_stand_beside_the_artifact(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW + "prompt: {file: p.md}\n", encoding="utf-8")
    (tmp_path / "p.md").write_text("Be brief.", encoding="utf-8")
    key = Ed25519PrivateKey.generate()
    pem = tmp_path / "key.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    out = tmp_path / "out"
    result = CliRunner().invoke(commands, ["build", str(tmp_path), "--out", str(out), "--sign", str(pem)])
    assert result.exit_code == 0, result.output
    address = result.output.split()[0]
    signed = orjson.loads((out / "shop.signature.json").read_bytes())
    assert signed.pop("digest") == address
    assert is_signed(address, [Signature(**signed)], [key.public_key()])
    statement = orjson.loads((out / "shop.provenance.json").read_bytes())
    assert statement["subject"] == [
        {"name": "shop.artifact.json", "digest": {"sha256": address.removeprefix("sha256:")}}
    ]
    sources = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert {"uri": "file:p.md", "digest": {"sha256": hashlib.sha256(b"Be brief.").hexdigest()}} in sources
    # It is not left beside what nobody has signed.
    assert build(tmp_path).exit_code == 0
    assert not (out / "shop.signature.json").exists()


def test_a_key_that_cannot_sign_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "key.pem").write_text("no key", encoding="utf-8")
    for path in (tmp_path / "key.pem", tmp_path / "none.pem"):
        result = CliRunner().invoke(
            commands, ["build", str(tmp_path), "--out", str(tmp_path / "out"), "--sign", str(path)]
        )
        assert (result.exit_code, path.name in result.output) == (2, True)
    assert not (tmp_path / "out").exists()


def test_what_is_named_and_is_no_flow_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    test = tmp_path / "a.test.yaml"
    test.write_text("flow: shop\ntests: []\n", encoding="utf-8")
    result = CliRunner().invoke(
        commands, ["build", str(tmp_path / "a.yaml"), str(test), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert "a.test.yaml: this is a test of a flow, not a flow" in result.output
    assert not (tmp_path / "out").exists()
    assert build(tmp_path).exit_code == 0


def test_a_flow_that_cannot_be_read_is_a_finding_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FLOW, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    result = build(tmp_path)
    assert result.exit_code == 1
    assert "the file cannot be read: it is a pipe, not a file" in result.output
    assert not (tmp_path / "out").exists()
