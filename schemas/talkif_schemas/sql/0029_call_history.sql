-- The history of a million calls: a kept total, as 0027 has it, and an index for whatever it is filtered or sorted by.

ALTER TABLE calls ADD COLUMN duration_ms bigint   -- from the answer to the end
  GENERATED ALWAYS AS ((extract(epoch FROM ended_at - answered_at) * 1000)::bigint) STORED;

DROP INDEX calls_by_account;
CREATE INDEX calls_by_moment ON calls (account_id, created_at, call_id);
CREATE INDEX calls_shortest_first ON calls (account_id, duration_ms, call_id);
CREATE INDEX calls_longest_first ON calls (account_id, duration_ms DESC NULLS LAST, call_id DESC);
CREATE INDEX calls_by_from_number ON calls (account_id, from_number, created_at, call_id);
CREATE INDEX calls_by_to_number ON calls (account_id, to_number, created_at, call_id);
CREATE INDEX calls_by_flow_of_account ON calls (account_id, flow_id, created_at, call_id);
CREATE INDEX calls_by_status ON calls (account_id, status, created_at, call_id);
CREATE INDEX calls_by_outcome ON calls (account_id, outcome, created_at, call_id);
CREATE INDEX calls_by_disposition ON calls (account_id, disposition, created_at, call_id);
CREATE INDEX calls_by_end_reason ON calls (account_id, end_reason, created_at, call_id);

-- Hashes, because a value may be too long for an index. Two pairs may share one, so what is found is compared again.
CREATE FUNCTION metadata_hashes(account text, metadata jsonb) RETURNS bigint[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(SELECT hashtextextended(account || ' ' || key || ':' || value, 0)
               FROM jsonb_each_text(metadata) WHERE value IS NOT NULL);
CREATE INDEX calls_by_metadata ON calls USING gin (metadata_hashes(account_id, metadata)) WHERE metadata <> '{}';

-- Ids of up to `most` calls of the current account that may have all the pairs `key:value`, in no order. Containment may
-- not look into an index below row-level security, because it is not leak-proof, so this runs above it.
CREATE FUNCTION calls_with_metadata(pairs text[], most int) RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off SET enable_indexscan = off
  BEGIN ATOMIC
    SELECT coalesce(array_agg(call_id), '{}') FROM (
      SELECT call_id FROM calls
      WHERE account_id = current_account() AND metadata <> '{}' AND metadata_hashes(account_id, metadata) @>
        ARRAY(SELECT hashtextextended(current_account() || ' ' || pair, 0) FROM unnest(pairs) AS pair)
      LIMIT most) AS matching;
  END;

-- Calls are never deleted.
CREATE FUNCTION calls_counted() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
  INSERT INTO list_counts (account_id, list, part, entries)
  SELECT account_id, 'calls', '', count(*) FROM new_rows GROUP BY account_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER calls_inserted AFTER INSERT ON calls
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION calls_counted();
-- Nobody writes any more until the migration is over: making a trigger has locked the table.
INSERT INTO list_counts (account_id, list, part, entries)
SELECT account_id, 'calls', '', count(*) FROM calls GROUP BY account_id;

REVOKE ALL ON FUNCTION calls_with_metadata, calls_counted FROM PUBLIC;
GRANT EXECUTE ON FUNCTION calls_with_metadata TO talkif_app;
