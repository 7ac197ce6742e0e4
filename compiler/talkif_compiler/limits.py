"""Bounds on what the compiler takes in. Flows come from tenants, so every stage works on bounded input."""

from __future__ import annotations

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 500
MAX_BUNDLE_BYTES = 8_000_000
MAX_DEPTH = 64
"""Nesting of a YAML document. libyaml itself has no bound for block collections."""
MAX_VALUES = 200_000
"""Values of a document with all aliases written out."""
MAX_FLOW_NODES = 5_000
MAX_FINDINGS_PER_RULE = 100
"""In one flow. More of the same help nobody, and a hostile flow could ask for hundreds of thousands."""
