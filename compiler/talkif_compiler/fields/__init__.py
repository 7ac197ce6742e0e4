"""Document to records: how mappings, and the values in them, are read; what node types and files are made of."""
