"""The one form of a YAML file: comments, order, line breaks and meaning stay; white space and quotes are settled.

Indentation is two spaces, lists stand deeper than their key, one space follows `:`, `,` and `-`, there is no space
inside braces and brackets, quotes are double where the text needs no escape for it, blank lines stand alone, and lines
end with LF. The content of block scalars is left as it is, and so are long lines.
"""

from .format import MeaningChanged, formatted

__all__ = ["MeaningChanged", "formatted"]
