-- A model may still be reading a call that is forgotten: then its analysis is over, so that what it finds is not kept.
-- Whoever keeps an analysis holds its row and then refers to the call, so the call's lock is one that lets them.
CREATE OR REPLACE FUNCTION forget_calls(at_most int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
DECLARE
  due text[];
BEGIN
  due := ARRAY(
    SELECT c.call_id FROM accounts a JOIN calls c USING (account_id)
    WHERE c.forgotten_at IS NULL
      AND coalesce(c.ended_at, c.created_at) < now() - make_interval(days => a.transcript_retention_days)
    LIMIT at_most FOR NO KEY UPDATE OF c SKIP LOCKED);
  DELETE FROM call_events WHERE call_id = ANY (due);
  UPDATE call_analyses SET
    findings = NULL,
    finished_at = CASE state WHEN 'pending' THEN now() ELSE finished_at END,
    reason = CASE state WHEN 'pending' THEN 'forgotten' ELSE reason END,
    state = CASE state WHEN 'pending' THEN 'skipped' ELSE state END
  WHERE call_id = ANY (due) AND (findings IS NOT NULL OR state = 'pending');
  UPDATE calls SET
    forgotten_at = now(), outputs = '{}', metadata = '{}', carrier_call_id = 'forgotten/' || call_id,
    from_number = CASE direction WHEN 'inbound' THEN masked(from_number) ELSE from_number END,
    to_number = CASE direction WHEN 'outbound' THEN masked(to_number) ELSE to_number END
  WHERE call_id = ANY (due);
  RETURN cardinality(due);
END
$$;

-- What was kept too late until now.
UPDATE call_analyses a SET findings = NULL FROM calls c
WHERE c.call_id = a.call_id AND c.forgotten_at IS NOT NULL AND a.findings IS NOT NULL;
