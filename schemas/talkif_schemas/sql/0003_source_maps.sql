-- Where the nodes of a version are written. It is no part of the artifact: moving a line changes nothing for callers.
ALTER TABLE flow_versions
  ADD COLUMN source_map jsonb NOT NULL DEFAULT '{}';  -- {flow: {node: {file, line}}}
