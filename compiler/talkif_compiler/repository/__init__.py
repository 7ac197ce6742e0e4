"""A repository of flows on disk: its files, what belongs to one flow, and findings of earlier runs."""
