-- The trace of a call leads from the webhook, or the order, through the call to the jobs that follow it.

ALTER TABLE calls
  ADD COLUMN traceparent text;                   -- W3C header; NULL: nothing was traced

CREATE OR REPLACE FUNCTION follow_call() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  arguments jsonb := jsonb_strip_nulls(jsonb_build_object('call_id', NEW.call_id, 'traceparent', NEW.traceparent));
BEGIN
  PERFORM set_config('talkif.account_id', NEW.account_id, true);
  IF OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL THEN
    PERFORM defer_job('calls.started', arguments);
  END IF;
  IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL THEN
    PERFORM defer_job('calls.follow_up', arguments);
  END IF;
  RETURN NULL;
END
$$;
