"""Mistakes in variables, texts and numbers."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from tests.mutation.mutant import Flow, Mutant, Path, changed, conditions, nodes, rules, texts


def variable_renamed(flow: Flow) -> Iterator[Mutant]:
    for name in flow.get("variables") or {}:
        new = copy.deepcopy(flow)
        new["variables"] = {(f"{key}_q" if key == name else key): value for key, value in flow["variables"].items()}
        found = rules("undefined-variable", "condition-type", "subflow-arguments", "broken-reference")
        readers = tuple(_readers(flow, name, ()))
        if any(path[0] == "nodes" for path in readers):
            yield Mutant(new, found, (("variables", f"{name}_q"), *readers), name)


def _readers(value: Any, name: str, path: Path) -> Iterator[Path]:
    """Where a variable is read or filled."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name and path and path[-1] in ("set", "assignments", "outputs"):
                yield (*path, key)
            elif path or key != "variables":
                yield from _readers(inner, name, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _readers(inner, name, (*path, str(index)))
    elif isinstance(value, str) and (
        re.search(rf"\bvars\.{name}\b|\{{\{{[^}}]*\b{name}\b", value)
        or (value == name and (path[-1] == "into" or path[-2:-1] in (("extract",), ("outputs",))))
    ):
        yield path


def variable_misspelt_in_text(flow: Flow) -> Iterator[Mutant]:
    known = {**(flow.get("variables") or {}), **(flow.get("inputs") or {})}
    for path, text in texts(flow):
        match = re.search(r"\{\{(?:[a-z]+ )?([a-z]\w*)(?=[ .}])", text)
        if match and match[1] in known:
            broken = text[: match.end(1)] + "q" + text[match.end(1) :]
            yield Mutant(changed(flow, path, lambda _, to=broken: to), rules("undefined-variable"), (path[:2],))


def variable_misspelt_in_condition(flow: Flow) -> Iterator[Mutant]:
    for path, condition in conditions(flow):
        match = re.search(r"\b(?:vars|inputs)\.\w+", condition)
        if match:
            broken = condition[: match.end()] + "q" + condition[match.end() :]
            found = rules("undefined-variable", "condition-type")
            yield Mutant(changed(flow, path, lambda _, to=broken: to), found, (path[:2],))


def into_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        if "into" in node:
            path = ("nodes", node_id, "into")
            yield Mutant(changed(flow, path, lambda name: f"{name}q"), rules("undefined-variable"), (path[:2],))


def filling_skipped(flow: Flow) -> Iterator[Mutant]:
    """The call begins where a variable is spoken that an earlier node would have filled."""
    filled = {node["into"]: node_id for node_id, node in nodes(flow) if node["type"] == "collect" and "into" in node}
    for path, text in texts(flow):
        for name, filler in filled.items():
            bare = re.search(
                rf"\{{\{{(?:spell |upper |lower |title |phone |date |time |money |number )?{name}\}}\}}", text
            )
            is_guarded = "{{#if" in text or "{{default" in text or "{{#ifExists" in text
            if bare and not is_guarded and path[1] != filler and flow["nodes"][path[1]].get("into") != name:
                new = changed(flow, ("start",), lambda _, to=path[1]: to)
                yield Mutant(new, rules("maybe-unset-variable"), (path[:2],))


def number_becomes_text(flow: Flow) -> Iterator[Mutant]:
    for name, spec in (flow.get("variables") or {}).items():
        compared = [path for path, text in conditions(flow) if re.search(rf"vars\.{name} *[<>]=? *\d", text)]
        if spec.get("type") in ("number", "integer") and compared:
            new = changed(flow, ("variables", name), lambda _: {"type": "string"})
            yield Mutant(new, rules("condition-type"), tuple(path[:2] for path in compared))


def template_broken(flow: Flow) -> Iterator[Mutant]:
    for path, _ in texts(flow):
        yield Mutant(changed(flow, path, lambda text: text + " {{#if x}}"), rules("template-syntax"), (path[:2],))


def helper_misspelt(flow: Flow) -> Iterator[Mutant]:
    for path, text in texts(flow):
        match = re.search(r"\{\{(default|spell|date|time|money|phone|upper|lower|title|number) ", text)
        if match:
            broken = text[: match.end(1)] + "q" + text[match.end(1) :]
            yield Mutant(changed(flow, path, lambda _, to=broken: to), rules("unknown-helper"), (path[:2],))


def condition_broken(flow: Flow) -> Iterator[Mutant]:
    for path, _ in conditions(flow):
        yield Mutant(changed(flow, path, lambda text: text + " &&"), rules("condition-syntax"), (path[:2],))


def number_broken(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        if node["type"] == "transfer" and str(node["to"]).startswith("+"):
            path = ("nodes", node_id, "to")
            yield Mutant(changed(flow, path, lambda number: number[:4]), rules("transfer-number-invalid"), (path[:2],))


def url_without_tls(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for key in ("url", "audio"):
            if str(node.get(key)).startswith("https://"):
                path = ("nodes", node_id, key)
                new = changed(flow, path, lambda url: url.replace("https://", "http://"))
                yield Mutant(new, rules("insecure-url", "audio-asset"), (path[:2],))


def secret_written(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for name, value in (node.get("headers") or {}).items():
            if isinstance(value, dict):
                path = ("nodes", node_id, "headers", name)
                new = changed(flow, path, lambda _: "Bearer sk_live_4eC39HqLyjWDarjtT1zdp7dc")
                yield Mutant(new, rules("secret-literal"), (path[:2],))


def key_twice(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        keyed = [name for name, choice in (node.get("choices") or {}).items() if "dtmf" in choice]
        if len(keyed) > 1:
            first = node["choices"][keyed[0]]["dtmf"]
            new = changed(flow, ("nodes", node_id, "choices", keyed[1], "dtmf"), lambda _, key=first: key)
            yield Mutant(new, rules("menu-duplicate-key", "dtmf-conflict"), (("nodes", node_id),))


def unit_forgotten(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for key in ("timeout", "ring", "for", "delay"):
            if key in node:
                path = ("nodes", node_id, key)
                yield Mutant(changed(flow, path, lambda _: 5), rules("wrong-type"), (path[:2],))


def word_misspelt(flow: Flow) -> Iterator[Mutant]:
    for node_id, node in nodes(flow):
        for key in ("confirm", "mode", "context", "action", "after", "sticky", "slot", "method"):
            if key in node:
                path = ("nodes", node_id, key)
                yield Mutant(changed(flow, path, lambda word: f"{word}q"), rules("wrong-type"), (path[:2],))
