"""Bounds on what the compiler takes in. Flows come from tenants, so every stage works on bounded input."""

from __future__ import annotations

MAX_FILE_BYTES = 16_000_000
MAX_FILES = 500
MAX_BUNDLE_BYTES = 32_000_000
MAX_DEPTH = 64
"""Nesting of a YAML document. libyaml itself has no bound for block collections."""
MAX_VALUES = 2_000_000
"""Values of a document with all aliases written out."""
MAX_FLOW_NODES = 50_000
MAX_TOOLS = 1_000
MAX_DECLARED = 5_000
"""Inputs, variables or handlers of a flow, or fields of an object. CEL takes no more than some 8,000 fields."""
MAX_FINDINGS_PER_RULE = 100
"""In one flow. More of the same help nobody, and a hostile flow could ask for hundreds of thousands."""
