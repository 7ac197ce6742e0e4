from __future__ import annotations

import textwrap

import pytest

from talkif_compiler.formatting.layout import lay_out

CASES = {
    "indentation is two, and lists stand deeper than their key": (
        """
        nodes:
            ask:
               next:
               -   on: done
                   to: b
               - [a]
        """,
        """
        nodes:
          ask:
            next:
              - on: done
                to: b
              - [a]
        """,
    ),
    "one space after colons, commas and dashes, none inside brackets": (
        "a :   { b : 1,c:2 , d: }\ne: [ x,y , [ ] ]\n-f: 'g'\n",
        'a: {b: 1, c:2, d: }\ne: [x, y, []]\n-f: "g"\n',
    ),
    "quotes are double where nothing needs an escape": (
        "a: 'it''s'\nb: 'say \"x\"'\nc: 'a\\d'\n'd': \"x\"\ne: plain\n",
        'a: "it\'s"\nb: \'say "x"\'\nc: \'a\\d\'\n"d": "x"\ne: plain\n',
    ),
    "blank lines stand alone, and none begin or end the file": (
        "\n\na: 1\n\n\n\nb: 2   \n\n\n",
        "a: 1\n\nb: 2\n",
    ),
    "comments move with what they are about": (
        """
        # head
        a:
            # about b
            b: 1 # one
            # after b
        # about c
        c:
        # about the list
        - x     # aligned
        - y
        """,
        """
        # head
        a:
          # about b
          b: 1  # one
          # after b
        # about c
        c:
          # about the list
          - x     # aligned
          - y
        """,
    ),
    "flow collections keep their line breaks": (
        """
        a: [
              {b: 1},   # one

              c,
            ]
        d:
        - {e: 1,
           f: 2}
        g: {h: [
         i
         ], j: "k
             l"}
        """,
        """
        a: [
          {b: 1},   # one

          c,
        ]
        d:
          - {e: 1,
              f: 2}
        g: {h: [
          i
        ], j: "k
          l"}
        """,
    ),
    "block scalars move as a whole": (
        """
        a:
             b: |
                 one
                   two

                 three
             c: >2-
                 four
        """,
        """
        a:
          b: |
            one
              two

            three
          c: >2-
              four
        """,
    ),
    "lines of plain and quoted scalars stand deeper than their key": (
        'a: one\n     two\nb: "three \\\n four"\n',
        'a: one\n  two\nb: "three \\\n  four"\n',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_layout(case: str) -> None:
    before, after = (textwrap.dedent(text).lstrip("\n") if text.startswith("\n  ") else text for text in CASES[case])
    assert lay_out(before) == after
    assert lay_out(after) == after


def test_a_block_scalar_without_a_line_end_gets_none_in_its_content() -> None:
    assert lay_out("a: |\n  x") == "a: |-\n  x\n"
    assert lay_out("a: |+\n  x") == "a: |-\n  x\n"
    assert lay_out("a: |+\n  x\n\n\n") == "a: |+\n  x\n\n\n"
    assert lay_out("a: |\n  x\n\n\nb: 1") == "a: |\n  x\n\nb: 1\n"
