"""The language server: what an editor asks about a repository of flows, answered with what the compiler knows.

All but `server.py`, `session.py` and `protocol.py` is pure: texts and a place in, values out. Places are spans and
offsets in code points; only `protocol.py` knows how clients count.
"""
