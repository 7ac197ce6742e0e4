"""Repositories that mean harm. Each has to end with a finding or a refusal, in bounded time and memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

HEAD = "schema: talkif.flow/v1\nflow: a\nstart: n\n"
NODES = "nodes: {n: {type: say, text: Hi, next: b}, b: {type: end}}\n"


def flow(text: str) -> dict[str, str]:
    return {"flows/a.yaml": text}


def _laughs() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)])


def _chain(length: int) -> dict[str, str]:
    texts = {}
    for number in range(length):
        node = f"n: {{type: subflow, flow: f{number + 1}, next: [{{on: 'exit:done', to: b}}]}}"
        texts[f"flows/f{number}.yaml"] = (
            f"schema: talkif.flow/v1\nflow: f{number}\nstart: n\nnodes: {{{node}, b: {{type: end}}}}\n"
        )
    return texts


#: Name -> files of a repository, by path.
REPOSITORIES: dict[str, Callable[[], dict[str, str]]] = {
    "billion laughs": lambda: flow(HEAD + _laughs()),
    "an alias inside itself": lambda: flow(HEAD + "nodes: &n {n: *n}"),
    "merge keys": lambda: flow(HEAD + "base: &b {type: say, text: Hi, next: n}\nnodes: {n: {<<: *b}}"),
    "deep flow collections": lambda: flow(HEAD + "nodes: " + "[" * 200_000),
    "deep mappings": lambda: flow(HEAD + "nodes: " + "{a: " * 50_000),
    "deep block collections": lambda: flow(HEAD + "nodes:\n" + "".join(" " * n + "a:\n" for n in range(3_000))),
    "a gigantic scalar": lambda: flow(HEAD + NODES + "name: " + "x" * 3_000_000),
    "a gigantic key": lambda: flow(HEAD + NODES + "x" * 1_000_000 + ": 1"),
    "many keys": lambda: flow(
        HEAD + NODES + "variables:\n" + "".join(f"  v{n}: {{type: string}}\n" for n in range(60_000))
    ),
    "many nodes that lead nowhere": lambda: flow(
        HEAD + "nodes:\n" + "".join(f"  n{n}: {{type: say, text: Hi, next: m{n}}}\n" for n in range(20_000))
    ),
    "NUL": lambda: flow(HEAD + NODES.replace("Hi", '"H\\0i"') + "\0"),
    "control characters": lambda: flow(HEAD + NODES.replace("Hi", '"\\x07\\x1b[2J\\u202e\\u2066"')),
    "bidi in names": lambda: flow(HEAD + NODES.replace("n:", '"n\u202e":')),
    "a lone surrogate": lambda: flow(HEAD + NODES.replace("Hi", '"\\ud800"')),
    "a lone surrogate in a prompt": lambda: {
        **flow(HEAD + NODES + "prompt: {file: prompts/a.md}\n"),
        "prompts/a.md": "a \ud800",
    },
    "a tag that makes objects": lambda: flow(HEAD + "nodes: !!python/object/apply:os.system [id]"),
    "two documents": lambda: flow(HEAD + NODES + "---\n" + HEAD + NODES),
    "a directive": lambda: flow("%YAML 9.9\n---\n" + HEAD + NODES),
    "numbers beyond all bounds": lambda: flow(HEAD + NODES + "settings: {max_call: 1e400}\nbudget: " + "9" * 10_000),
    "a template of tags": lambda: flow(HEAD + NODES.replace("Hi", "'" + "{{#if a}}" * 5_000 + "'")),
    "a template of brackets": lambda: flow(HEAD + NODES.replace("Hi", "'{{" + "(" * 5_000 + "'")),
    "a template of one long path": lambda: flow(HEAD + NODES.replace("Hi", "'{{" + "a." * 20_000 + "a}}'")),
    "a condition of brackets": lambda: flow(
        HEAD + "nodes: {n: {type: branch, next: [{if: '" + "(" * 5_000 + "', to: b}, {else: b}]}, b: {type: end}}"
    ),
    "a condition of terms": lambda: flow(
        HEAD
        + "nodes: {n: {type: branch, next: [{if: '"
        + "1 + " * 20_000
        + "1 == 2', to: b}, {else: b}]}, b: {type: end}}"
    ),
    "a condition of questions": lambda: flow(
        HEAD
        + 'variables: {v: {type: string}}\nnodes: {n: {type: branch, next: [{if: "'
        + " && ".join(["vars.v != 'a'"] * 20_000)
        + '", to: b}, {else: b}]}, b: {type: end}}'
    ),
    "a pattern that backtracks": lambda: flow(
        HEAD + "variables: {v: {type: string, pattern: '(a+)+$'}}\n"
        "nodes: {n: {type: collect, into: v, ask: Hi, next: [{on: done, to: b}, {on: gave_up, to: b}]}, b: {type: end}}"
    ),
    "partials in a ring": lambda: {
        **flow(HEAD + NODES + "prompt: '{{> a}}'\n"),
        "prompts/a.md": "{{> b}}",
        "prompts/b.md": "{{> a}}",
    },
    "a partial outside": lambda: flow(HEAD + NODES + "prompt: '{{> a/../../../../../../etc/passwd}}'\n"),
    "a file outside": lambda: flow(HEAD + NODES + "prompt: {file: ../../../../etc/passwd}\n"),
    "an absolute file": lambda: flow(HEAD + NODES + "prompt: {file: /etc/passwd}\n"),
    "a file with a NUL": lambda: flow(HEAD + NODES + 'prompt: {file: "a\\0b"}\n'),
    "a folder as a file": lambda: flow(HEAD + NODES + "prompt: {file: flows}\n"),
    "tools outside": lambda: flow(HEAD + NODES + "tools: {t: {use: '../../x.yaml#t'}}\n"),
    "flows that run each other": lambda: {
        **flow(HEAD + "nodes: {n: {type: subflow, flow: b, next: [{on: 'exit:done', to: e}]}, e: {type: end}}"),
        "flows/b.yaml": HEAD.replace("flow: a", "flow: b")
        + "nodes: {n: {type: subflow, flow: a, next: [{on: 'exit:done', to: e}]}, e: {type: end}}",
    },
    "a long chain of flows": lambda: _chain(120),
    "a lock file that lies": lambda: {
        **flow(HEAD + "nodes: {n: {type: jump, flow: far}}"),
        "talkif.lock": '{"schema": "talkif.lock/v1", "flows": {"far": {"version": "1.0.0", "digest": "sha256:0", '
        '"file": "../../etc/passwd"}}}',
    },
    "a project file of laughs": lambda: {**flow(HEAD + NODES), "talkif.yaml": _laughs()},
    "a baseline that is none": lambda: {**flow(HEAD + NODES + "lost: 1"), "talkif.baseline.json": "[" * 100_000},
    "comments that suppress nothing": lambda: flow(HEAD + NODES + "# talkif: ignore " + "x" * 100_000 + "\n" * 2_000),
    "many suppressions": lambda: flow(HEAD + NODES + "# talkif: ignore dead-end -- a\n" * 20_000),
}


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "surrogatepass"))
