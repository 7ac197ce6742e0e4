-- What is kept no longer than the account wants. Each function works for all accounts, so that one job can do it, takes
-- a bounded number of rows, leaves alone what others hold, and says how many rows it took.

ALTER TABLE calls ADD COLUMN forgotten_at timestamptz;  -- when what was said, and who said it, was deleted
CREATE INDEX calls_to_forget ON calls (account_id, (coalesce(ended_at, created_at))) WHERE forgotten_at IS NULL;
CREATE INDEX calls_with_recording ON calls (call_id) WHERE recording_key IS NOT NULL;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Recordings are files, so the job deletes the file and then calls forget_recording. `after`: the last call of the
-- page before.
CREATE FUNCTION recordings_to_forget(after text, at_most int)
  RETURNS TABLE (account_id text, call_id text, recording_key text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    SELECT c.account_id, c.call_id, c.recording_key FROM calls c JOIN accounts a USING (account_id)
    WHERE c.recording_key IS NOT NULL AND c.call_id > after
      AND coalesce(c.ended_at, c.created_at) < now() - make_interval(days => a.recording_retention_days)
    ORDER BY c.call_id LIMIT at_most;
  END;

CREATE FUNCTION masked(number text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN left(number, 3) || repeat('*', greatest(0, length(number) - 3));

-- What remains of a call is that there was one: when, how long, over which flow and version, how it ended, what it cost,
-- how good the line was. The other party's number keeps its beginning, which is that of the country.
CREATE FUNCTION forget_calls(at_most int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
DECLARE
  due text[];
BEGIN
  due := ARRAY(
    SELECT c.call_id FROM accounts a JOIN calls c USING (account_id)
    WHERE c.forgotten_at IS NULL
      AND coalesce(c.ended_at, c.created_at) < now() - make_interval(days => a.transcript_retention_days)
    LIMIT at_most FOR UPDATE OF c SKIP LOCKED);
  DELETE FROM call_events WHERE call_id = ANY (due);
  UPDATE call_analyses SET findings = NULL WHERE call_id = ANY (due) AND findings IS NOT NULL;
  UPDATE calls SET
    forgotten_at = now(), outputs = '{}', metadata = '{}', carrier_call_id = 'forgotten/' || call_id,
    from_number = CASE direction WHEN 'inbound' THEN masked(from_number) ELSE from_number END,
    to_number = CASE direction WHEN 'outbound' THEN masked(to_number) ELSE to_number END
  WHERE call_id = ANY (due);
  RETURN cardinality(due);
END
$$;

-- Thirty days are longer than any message is tried again. What tells of calls goes with the calls.
CREATE FUNCTION forget_webhook_messages(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM webhook_messages WHERE message_id IN (
        SELECT m.message_id FROM accounts a JOIN webhook_messages m USING (account_id)
        WHERE m.created_at < now() - make_interval(days => least(30, a.transcript_retention_days))
          AND (m.type LIKE 'call.%' OR m.created_at < now() - interval '30 days')
        LIMIT at_most FOR UPDATE OF m SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;

CREATE FUNCTION forget_idempotency_keys(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM idempotency_keys WHERE (account_id, key) IN (
        SELECT k.account_id, k.key FROM idempotency_keys k WHERE k.created_at < now() - interval '1 day'
        LIMIT at_most FOR UPDATE SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;

CREATE FUNCTION forget_contacts(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM contacts WHERE (account_id, contact_id) IN (
        SELECT c.account_id, c.contact_id FROM accounts a JOIN contacts c USING (account_id)
        WHERE c.deleted_at < now() - make_interval(days => a.contact_retention_days)
        LIMIT at_most FOR UPDATE OF c SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;

REVOKE ALL ON FUNCTION recordings_to_forget, forget_calls, forget_webhook_messages, forget_idempotency_keys,
  forget_contacts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION recordings_to_forget, forget_calls, forget_webhook_messages, forget_idempotency_keys,
  forget_contacts TO talkif_app;
