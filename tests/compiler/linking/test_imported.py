"""What is inside of an imported flow is its own, and it keeps the caller waiting as a flow of the repository does."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow, compile_flow
from talkif_schemas.artifact import Artifact, SubflowNode
from talkif_schemas.canonical import artifact_bytes, digest

HEAD = "schema: talkif.flow/v1\nflow: {id}\nstart: begin\nnodes:\n"
ENDING = HEAD + "  begin: {{type: end, say: {says}}}\n"
RUNNING = (
    HEAD
    + "  begin: {{type: subflow, flow: {runs}, next: [{{on: 'exit:done', to: bye}}]}}\n"
    + "  bye: {{type: end, say: Goodbye.}}\n"
)
AGAIN = (
    HEAD
    + "  begin: {{type: subflow, flow: {runs}, next: [{{on: 'exit:done', to: ask}}]}}\n"
    + "  ask: {{type: branch, next: [{{if: call.from == call.to, to: bye}}, {{else: begin}}]}}\n"
    + "  bye: {{type: end, say: Goodbye.}}\n"
)
MENU = (
    HEAD
    + "  begin: {{type: agent, prompt: Chat., next: [{{when: They are done, to: bye}}]}}\n"
    + "  bye: {{type: end, say: Goodbye.}}\n"
)
WAIT = HEAD + "  begin: {{type: wait, for: 2s, next: bye}}\n  bye: {{type: end}}\n"


def compiled(entry: str, **flows: str) -> Artifact:
    found = compile_flow({f"{name}.yaml": text for name, text in flows.items()}, f"{entry}.yaml")
    assert found.artifact is not None, [item.message for item in found.diagnostics]
    return found.artifact


def importing(*artifacts: Artifact, **flows: str) -> dict[str, str]:
    """The files of a repository."""
    files = {f"{name}.yaml": text for name, text in flows.items()}
    locked = []
    for artifact in artifacts:
        data = artifact_bytes(artifact)
        file = f"imports/{artifact.flow}.json"
        locked.append(f'  {artifact.flow}: {{version: 1.0.0, digest: "{digest(data)}", file: {file}}}\n')
        files[file] = data.decode()
    return {**files, "talkif.lock": "schema: talkif.lock/v1\nflows:\n" + "".join(locked)}


@pytest.mark.parametrize(
    ("inner", "rules"),
    [
        (ENDING.format(id="otp", says="Hi."), ["turnless-cycle"]),
        (WAIT.format(id="otp"), ["hold-without-timeout"]),
        (MENU.format(id="otp"), []),
    ],
    ids=["says", "waits", "listens"],
)
def test_a_circle_through_an_import_gives_the_caller_no_turn_unless_the_import_does(
    inner: str, rules: list[str]
) -> None:
    identity = compiled("identity", identity=RUNNING.format(id="identity", runs="otp"), otp=inner)
    found = check_flow(importing(identity, a=AGAIN.format(id="a", runs="identity")), "a.yaml")
    assert [item.rule for item in found if item.rule in ("turnless-cycle", "hold-without-timeout")] == rules


def test_an_import_runs_the_flows_that_it_was_published_with() -> None:
    other = ENDING.format(id="otp", says="Theirs.")
    identity = compiled("identity", identity=RUNNING.format(id="identity", runs="otp"), otp=other)
    files = importing(
        identity,
        a=RUNNING.format(id="a", runs="otp"),
        otp=RUNNING.format(id="otp", runs="identity"),
    )
    found = compile_flow(files, "a.yaml")
    assert [item.message for item in found.diagnostics if item.severity == "error"] == []
    assert found.artifact is not None
    assert sorted(found.artifact.flows) == ["identity", "identity.otp", "otp"]
    inside = found.artifact.flows["identity"].nodes["begin"]
    assert isinstance(inside, SubflowNode)
    assert inside.flow == found.artifact.flows["identity.otp"].flow == "identity.otp"
    assert found.artifact.flows["identity.otp"].nodes == identity.flows["otp"].nodes


def test_imports_that_bring_the_same_flow_along_share_it() -> None:
    theirs = {"same": ENDING.format(id="otp", says="One."), "other": ENDING.format(id="otp", says="Two.")}
    one, two, three = (
        compiled(name, **{name: RUNNING.format(id=name, runs="otp"), "otp": theirs[which]})
        for name, which in (("one", "same"), ("two", "same"), ("three", "other"))
    )
    chain = HEAD.format(id="a") + (
        "  begin: {type: subflow, flow: one, next: [{on: 'exit:done', to: then}]}\n"
        "  then: {type: subflow, flow: LAST, next: [{on: 'exit:done', to: bye}]}\n"
        "  bye: {type: end, say: Goodbye.}\n"
    )
    shared = compile_flow(importing(one, two, a=chain.replace("LAST", "two")), "a.yaml").artifact
    apart = compile_flow(importing(one, three, a=chain.replace("LAST", "three")), "a.yaml").artifact
    assert shared is not None
    assert apart is not None
    assert sorted(shared.flows) == ["one", "otp", "two"]
    assert sorted(apart.flows) == ["one", "one.otp", "three", "three.otp"]
