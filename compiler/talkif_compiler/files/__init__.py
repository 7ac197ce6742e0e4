"""The files that authors write: flow, project, lock and test files."""
