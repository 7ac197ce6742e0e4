"""Scripted conversations: they run on the machine of live calls, with a clock, a line and vendors that are made up."""
