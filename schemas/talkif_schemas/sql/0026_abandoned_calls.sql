-- Calls whose process died while nobody was on the line any more: the carrier says only once that a call is over.

ALTER TABLE calls
  ADD COLUMN line_dead_at timestamptz,           -- when the carrier said so; NULL: it has not
  ADD COLUMN recover_at timestamptz;             -- from then on any process may end the call; NULL: it is not left alone

-- Calls that nobody has ended in time, of whatever account, and for how long their line has been dead. Whoever asks has
-- them for the time of the lease; when that process dies, too, they are there again. `here`: those that it runs itself.
CREATE FUNCTION claim_abandoned_calls(lease interval, here text[], up_to int)
  RETURNS TABLE (call_id text, dead_ms bigint)
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    UPDATE calls c SET recover_at = now() + lease
    WHERE c.call_id IN (
      SELECT d.call_id FROM calls d
      WHERE d.status = 'inprogress' AND d.recover_at <= now() AND d.call_id <> ALL (here)
      ORDER BY d.recover_at LIMIT up_to FOR UPDATE SKIP LOCKED)
    RETURNING c.call_id, (extract(epoch FROM now() - c.line_dead_at) * 1000)::bigint;
  END;
REVOKE ALL ON FUNCTION claim_abandoned_calls FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_abandoned_calls TO talkif_app;
