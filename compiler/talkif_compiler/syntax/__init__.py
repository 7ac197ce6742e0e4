"""Text to document: YAML with the place of every value."""
