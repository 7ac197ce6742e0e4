"""One finding in which everything that a tenant writes is meant to do harm."""

from __future__ import annotations

from talkif_compiler.diagnostics import Diagnostic, Edit, Fix, Label
from talkif_compiler.source import SourceFile, Span

HARM = (
    "a\x1b[31mred\x07 \u202egnp\u2066 ]]> ::error::x %0A\r\n<b>&\"' \u2028 \x85 \ufeff\U000e0041 "
    "[x](https://evil.example) é日"
)
SOURCE = SourceFile("flows/a,b:c ]]>\x1b\u202e\n\udcff.yaml", f"nodes:\n  k: {HARM}\n")
PLACE = Span(SOURCE, 9, 12)
FOUND = Diagnostic(
    "dead-end",
    "error",
    HARM,
    PLACE,
    help=HARM,
    related=(Label(Span(SOURCE, 0, 5), HARM),),
    path=("k", HARM),
    fixes=(Fix(HARM, (Edit(PLACE, HARM),), "safe"),),
    pointer="/nodes/" + HARM,
    node=HARM,
)
#: What a terminal or a log would act on.
ACTIVE = frozenset("\x1b\x07\r\x85\x7f\u2028\u202e\u2066\ufeff\U000e0041")
