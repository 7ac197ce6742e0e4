-- What follows a call: who is told of it, what it cost, how the line was, what it was about.

CREATE TABLE call_follow_ups (                   -- what has been done; a row is written with the deed
  call_id text PRIMARY KEY REFERENCES calls,
  account_id text NOT NULL REFERENCES accounts,
  started_told_at timestamptz,
  ended_told_at timestamptz
);

CREATE TABLE call_costs (                        -- what one vendor took for one kind of work on one call
  cost_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id text NOT NULL REFERENCES calls,
  account_id text NOT NULL REFERENCES accounts,
  component text NOT NULL CHECK (component IN ('telephony', 'messaging', 'stt', 'llm', 'tts', 'analysis')),
  provider text NOT NULL,
  model text,
  unit text NOT NULL CHECK (unit IN ('minute', 'message', 'second', 'input_token', 'output_token', 'character')),
  quantity bigint NOT NULL,
  amount_micros bigint,                          -- NULL: the price is not known
  currency text NOT NULL,                        -- ISO 4217
  note text NOT NULL DEFAULT '',
  priced_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX call_costs_by_call ON call_costs (call_id);

CREATE TABLE call_quality (                      -- NULL is what could not be measured
  call_id text PRIMARY KEY REFERENCES calls,
  account_id text NOT NULL REFERENCES accounts,
  codec text,
  mos real,                                      -- 1 to 4.5
  r_factor real,                                 -- 0 to 100
  jitter_ms real,
  latency_ms int,                                -- mouth to ear
  packet_loss_percent real,
  late_percent real,                             -- audio that came too late to be played
  response_ms int                                -- median, from the caller's last sound to our first
);

CREATE TABLE call_analyses (
  call_id text PRIMARY KEY REFERENCES calls,
  account_id text NOT NULL REFERENCES accounts,
  state text NOT NULL CHECK (state IN ('pending', 'completed', 'skipped', 'failed')),
  reason text,                                   -- code, of `skipped` and `failed`
  request int NOT NULL DEFAULT 1,                -- counts how often it was asked for; jobs of earlier ones do nothing
  attempts int NOT NULL DEFAULT 0,               -- at this request
  wanted_model text,                             -- provider/model; NULL: as the account has it
  findings jsonb,
  provider text,
  model text,
  prompt_version int,
  requested_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);

ALTER TABLE accounts
  ADD COLUMN analysis_model text;                -- provider/model; NULL: the first vendor with a key

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['call_follow_ups', 'call_costs', 'call_quality', 'call_analyses'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON call_follow_ups, call_analyses TO talkif_app;
GRANT SELECT, INSERT ON call_costs, call_quality TO talkif_app;

-- The runtime writes calls and knows nothing of jobs: what follows is asked for here, in its transaction.
CREATE FUNCTION follow_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('talkif.account_id', NEW.account_id, true);
  IF OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL THEN
    PERFORM defer_job('calls.started', jsonb_build_object('call_id', NEW.call_id));
  END IF;
  IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL THEN
    PERFORM defer_job('calls.follow_up', jsonb_build_object('call_id', NEW.call_id));
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER follow_call AFTER UPDATE OF answered_at, ended_at ON calls
  FOR EACH ROW EXECUTE FUNCTION follow_call();

-- The owner of the files may let go of a recording; the runtime wrote the key.
CREATE FUNCTION forget_recording(call text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    UPDATE calls SET recording_key = NULL, recording_ms = NULL
    WHERE call_id = call AND account_id = current_account();
  END;
REVOKE ALL ON FUNCTION forget_recording FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_recording TO talkif_app;
