from __future__ import annotations

import pytest

from talkif_compiler.fix import plan_fixes, rewritten
from talkif_compiler.limits import MAX_FILE_BYTES
from talkif_compiler.source import SourceFile
from talkif_compiler.syntax.document import plain_data
from talkif_compiler.syntax.parse import parse

SLIPS = {
    # Keys
    "a:\n  t: x\n  te\n  n: y\n": ("te", "`te` has no colon"),
    "nodes:\n  greet\n  bye: x\n": ("greet", "`greet` has no colon"),
    "nodes:\n  greet\n    type: say\n  bye: x\n": ("greet", "`greet` has no colon"),
    "a:\n  type:say\n  text: x\n": ("type:", "a space is missing after `type:`"),
    "a:\n  text: x\n  next:bye\n": ("next:", "a space is missing after `next:`"),
    "a:\n  prompt: |\n  hi there\n  b: c\n": ("hi there", "this line has no key"),
    'a:\n  say "Hello."\n  b: c\n': ("say", "`say` has no colon"),
    "a:\n  b: c\n  next [d]\n": ("next", "`next` has no colon"),
    # Indents
    "a:\n  type: say\n   text: x\n": ("text", "this line is indented deeper than `type`, which has a value already"),
    "a:\n  - on: done\n     to: x\n": ("to", "this line is indented deeper than `on`, which has a value already"),
    "a:\n  text: one\n    two\n  b: c: d\n": (":", "the text of `b` has a colon in it"),
    "a:\n  text: one\n    two\n    b: c\n": (
        "b",
        "this line is taken for more of the text above, which cannot have a colon in it",
    ),
    "a:\n  b:\n    type: say\n   text: x\n": (
        "text: x",
        "this line is indented by 3 spaces, and those that it may belong to by 2 or 4",
    ),
    "a:\n  - on: done\n   to: x\n": (
        "to: x",
        "this line is indented by 3 spaces, and those that it may belong to by 2 or 4",
    ),
    "a:\n  b: c\n d: e\n": ("d: e", "this line is indented by 1 space, and those that it may belong to by 0 or 2"),
    "a:\n  b:\n    - x\n    c: z\n": ("c: z", "a key stands among the items of a list"),
    "a:\n  b: say\n  - x\n": ("- x", "an item of a list stands among keys"),
    "a:\n\u00a0\u00a0b: c\n  d: e\n": ("\u00a0\u00a0", "the line is indented with U+00A0, which is no space"),
    # Quotes
    "a: Note: listen  # why\n": (":", "the text of `a` has a colon in it"),
    "a:\n  - if: x ? 'y' : 'z'\n": (":", "the text of `if` has a colon in it"),
    "'it': x ? 'y' : 'z'\n": (":", "the text of `'it'` has a colon in it"),
    'a: "I said "hi" to you"\nb: c\n': ('hi" to you"', "more follows behind the quotes of a text"),
    "a: 'I'm here'\n": ("m here'", "more follows behind the quotes of a text"),
    'a: "vars.b" == c\n': ("== c", "more follows behind the quotes of a text"),
    "a: {b: 'I'm here', c: d}\n": ("m here', c: d}", "more follows behind the quotes of a text"),
    'a: "Hello.\nb: c\n': ('"', "this quote is never closed"),
    'a: {say: "Hello., b: c}\n': ('"', "this quote is never closed"),
    'a: "Hello.\nb: c\nd: "Bye."\n': (
        '"Hello.',
        "the text that begins here ends in line 3, at a quote that begins another",
    ),
    'a: "Hello.\nb: "https://example.com"\n': (
        '"Hello.',
        "the text that begins here ends in line 2, at a quote that begins another",
    ),
    'a: "^\\d+\\.\\w \\" \\n$"\n': ("\\d", "`\\d` means nothing between double quotes"),
    "a: %5 off\n": ("%5 off", "a text that begins with `%` needs quotes"),
    "a: `b`\n": ("`b`", "a text that begins with a backtick needs quotes"),
    "a: *Hello* you\n": ("*Hello* you", "a text that begins with `*` needs quotes"),
    "a: {b: @you, c: d}\n": ("@you, c: d}", "a text that begins with `@` needs quotes"),
    "a: > hello\nb: c\n": ("> hello", "after `>`, a text begins on the next line"),
    "a: - hello\n": ("- hello", "a list does not begin on the line of its key"),
    "a: {{name}}, hello\n": ("{{name}", "a text that begins with `{{` needs quotes"),
    "a: {b: {{name}}, c: d}\n": ("{{name}", "a text that begins with `{{` needs quotes"),
    'a: "b", "c"]\n': (', "c"]', "more follows behind the quotes of a text"),
    # Brackets
    "a: [pause] hello\n": ("hello", "more follows behind the closing bracket"),
    "a: {b: c}}\nd: e\n": ("}", "there is one `}` too many"),
    "a: {b: [c, d}\n": ("}", "`[` is closed by `}`"),
    "a:\n  - {on: \n": ("{", "this `{` is never closed"),
    "a: {b: c,, d: e}\n": (",", "there is one comma too many"),
    "a: {b: c, d: e\nf: g\n": ("{", "this `{` is not closed before the next key"),
    "a:\n  b: [c,\n    d\n  e: {f: g}\n": ("[", "this `[` is not closed before the next key"),
    "a: {b: c\n  d: e}\n": (":", "a comma is missing here, or a closing bracket"),
    # Merges
    "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> topic\n": (
        "<<<<<<< HEAD",
        "a merge with conflicts left its marks here",
    ),
}


@pytest.mark.parametrize("text", SLIPS)
def test_the_mistake_is_named_where_it_was_made(text: str) -> None:
    document, (*_, found) = parse(SourceFile("a.yaml", text))
    assert document is None
    assert found.rule == "yaml-syntax"
    assert (found.span.text, found.message) == SLIPS[text]
    assert found.help


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nodes:\n  greet\n    type: say\n", {"nodes": {"greet": {"type": "say"}}}),
        ('a:\n  say "Hello."\n  b: c\n', {"a": {"say": "Hello.", "b": "c"}}),
        ("a:\n  type:say\n  next: bye\n", {"a": {"type": "say", "next": "bye"}}),
        ("a:\n  type: say\n   text: x\n", {"a": {"type": "say", "text": "x"}}),
        ("a:\n  - on: done\n     to: x\n", {"a": [{"on": "done", "to": "x"}]}),
        ("a:\n  b:\n    type: say\n   text: x\n", {"a": {"b": {"type": "say", "text": "x"}}}),
        ("a:\n\u00a0\u00a0b: c\n  d: e\n", {"a": {"b": "c", "d": "e"}}),
        ("a: Note: listen  # why\nb: c\n", {"a": "Note: listen", "b": "c"}),
        ('a: "I said "hi" to you"\n', {"a": 'I said "hi" to you'}),
        ("a: 'It''s me, I'm here'\n", {"a": "It's me, I'm here"}),
        ('a: "Hello.\nb: c\n', {"a": "Hello.", "b": "c"}),
        ('a: "^\\d+\\.\\w \\" \\n$"\n', {"a": '^\\d+\\.\\w " \n$'}),
        ("a: %5 off\n", {"a": "%5 off"}),
        ("a: {{name}}, hello # why\n", {"a": "{{name}}, hello"}),
        ("a: [pause] hello\n", {"a": "[pause] hello"}),
        ("a: {b: c}}\nd: e\n", {"a": {"b": "c"}, "d": "e"}),
        ("a: {b: [c, d}}\n", {"a": {"b": ["c", "d"]}}),
        ("a: {b: c,, d: e}\n", {"a": {"b": "c", "d": "e"}}),
    ],
)
def test_its_fixes_give_what_was_meant(text: str, meant: object) -> None:
    for _ in range(3):
        document, found = parse(SourceFile("a.yaml", text))
        if document is not None:
            break
        text = rewritten(text, plan_fixes(found, ["unsafe"]).edits["a.yaml"])
    assert document is not None
    assert plain_data(document) == meant


@pytest.mark.parametrize(
    "text",
    ["a: {b: %5, c: d}\n", "a: {b: {{name}}, c: d}\n", 'a: {b: "Hello, c: d}\n', "a: b\n<<<<<<< c\nd: e\n"],
)
def test_what_would_be_a_wild_guess_is_not_offered(text: str) -> None:
    _, (found,) = parse(SourceFile("a.yaml", text))
    assert found.fixes == ()


@pytest.mark.parametrize(
    "text",
    [
        f"a: %{' ' * 100_000}b\n",
        f"{' - ' * 20_000}: b: c\n",
        f"a: 'b{chr(10) * 100_000}' c\n",
        f"a: b{chr(10) * 100_000} c: d\n",
    ],
)
def test_long_runs_of_blanks_are_gone_through_once(text: str) -> None:
    """A search that begins anew at each of them would take minutes."""
    assert len(text) < MAX_FILE_BYTES
    document, found = parse(SourceFile("a.yaml", text))
    assert document is None
    assert found[-1].severity == "error"
