from __future__ import annotations

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.render.github import annotation
from talkif_compiler.source import SourceFile, Span


def test_text_cannot_break_out_of_the_command() -> None:
    source = SourceFile("flows/a,b:c.yaml", "one\ntwo\n")
    found = Diagnostic("dead-end", "warning", "100%\n::error::gotcha", Span(source, 4, 7), help="Help.")
    assert annotation(found) == (
        "::warning file=flows/a%2Cb%3Ac.yaml,line=2,col=1,endColumn=4,endLine=2,title=dead-end"
        "::100%25%0A::error::gotcha%0AHelp."
    )
