"""Model to linked flow: other flows and files found, names and templates read, the graph of all ways."""
