-- What API keys may do now and have done; what failed without a key; who changed what; settings of an account.

DROP FUNCTION authenticate_api_key;
DROP FUNCTION count_api_key_error;

ALTER TABLE api_keys
  ADD COLUMN replaced_by text REFERENCES api_keys,  -- the key that a rotation made; this one ends soon
  DROP COLUMN request_count,
  DROP COLUMN error_count,
  DROP COLUMN last_used_at;

-- Narrow and apart from the keys, because every request writes it.
CREATE TABLE api_key_meters (
  key_id text PRIMARY KEY REFERENCES api_keys,
  account_id text NOT NULL REFERENCES accounts,
  tokens double precision NOT NULL,                 -- requests left at refilled_at
  refilled_at timestamptz NOT NULL,
  request_count bigint NOT NULL DEFAULT 0,
  error_count bigint NOT NULL DEFAULT 0,
  last_used_at timestamptz
) WITH (fillfactor = 50);

CREATE TABLE api_key_days (
  key_id text NOT NULL REFERENCES api_keys,
  account_id text NOT NULL REFERENCES accounts,
  day date NOT NULL,                                -- UTC
  requests bigint NOT NULL DEFAULT 0,
  errors bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (key_id, day)
) WITH (fillfactor = 50);

CREATE TABLE api_key_addresses (                    -- which addresses used a key on a day
  key_id text NOT NULL REFERENCES api_keys,
  account_id text NOT NULL REFERENCES accounts,
  day date NOT NULL,
  address inet NOT NULL,
  PRIMARY KEY (key_id, day, address)
);

-- Requests with a key that is none. Of no account, so nobody but the functions below may touch it.
CREATE TABLE failed_addresses (
  address inet PRIMARY KEY,
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL
);
ALTER TABLE failed_addresses ENABLE ROW LEVEL SECURITY;
CREATE POLICY nobody ON failed_addresses TO talkif_app USING (false);

CREATE TABLE audit_log (                            -- never changed
  entry_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,                              -- id of the API key
  action text NOT NULL,                             -- operation of the API description
  resource text NOT NULL,
  target text,                                      -- id of what was changed or made
  fields text[] NOT NULL DEFAULT '{}',              -- names of the fields in the request; values may be personal
  request_id text NOT NULL,
  address inet
);
CREATE INDEX audit_log_by_account ON audit_log (account_id, at DESC, entry_id DESC);

ALTER TABLE accounts
  ADD COLUMN max_concurrent_calls int NOT NULL DEFAULT 10,
  ADD COLUMN default_country text NOT NULL DEFAULT 'US',      -- ISO 3166-1; of numbers written without one
  ADD COLUMN default_language text NOT NULL DEFAULT 'en-US',  -- BCP 47
  ADD COLUMN recording_retention_days int,                    -- NULL: kept
  ADD COLUMN transcript_retention_days int,
  ADD COLUMN contact_retention_days int,                      -- after a contact was deleted
  ADD COLUMN monthly_budget_micros bigint,
  ADD COLUMN currency text NOT NULL DEFAULT 'USD',            -- ISO 4217
  ADD COLUMN analyze_calls boolean NOT NULL DEFAULT true,
  ADD COLUMN revision int NOT NULL DEFAULT 1;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['api_key_meters', 'api_key_days', 'api_key_addresses', 'audit_log'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;
GRANT SELECT ON api_key_meters, api_key_days, api_key_addresses TO talkif_app;
GRANT SELECT, INSERT ON audit_log TO talkif_app;
GRANT UPDATE ON accounts TO talkif_app;

-- Whether a request may go on, in one round trip: who holds the key, from where, for what, how often. Counts it.
-- Counting may be lost when the server crashes: waiting for the disk would cost more than the request.
CREATE FUNCTION admit_request(
    key_hash bytea, client inet, wanted_account text, resource text, access text,
    burst double precision, per_second double precision, failure_burst double precision, failures_per_second double precision)
  RETURNS TABLE (verdict text, key_id text, account_id text, scopes text[], tokens double precision)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
#variable_conflict use_column
DECLARE
  api_key api_keys;
  today date := (now() AT TIME ZONE 'UTC')::date;
  left_over double precision;
  outcome text;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT k.* INTO api_key FROM api_keys k
  WHERE k.hash = key_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
  IF NOT FOUND THEN
    IF client IS NOT NULL THEN
      INSERT INTO failed_addresses AS f (address, tokens, refilled_at) VALUES (client, failure_burst - 1, now())
      ON CONFLICT (address) DO UPDATE SET
        tokens = greatest(-1, least(failure_burst,
                   f.tokens + extract(epoch FROM now() - f.refilled_at) * failures_per_second) - 1),
        refilled_at = now()
      RETURNING f.tokens INTO left_over;
    END IF;
    RETURN QUERY SELECT CASE WHEN left_over < 0 THEN 'too_many_failures' ELSE 'unknown_key' END,
      NULL::text, NULL::text, NULL::text[], coalesce(left_over, 0);
    RETURN;
  END IF;

  INSERT INTO api_key_meters AS m (key_id, account_id, tokens, refilled_at, request_count, last_used_at)
  VALUES (api_key.key_id, api_key.account_id, burst - 1, now(), 1, now())
  ON CONFLICT (key_id) DO UPDATE SET
    tokens = greatest(-1, least(burst, m.tokens + extract(epoch FROM now() - m.refilled_at) * per_second) - 1),
    refilled_at = now(), request_count = m.request_count + 1, last_used_at = now()
  RETURNING m.tokens INTO left_over;

  outcome := CASE
    WHEN left_over < 0 THEN 'too_many_requests'
    WHEN api_key.account_id <> wanted_account THEN 'other_account'
    WHEN api_key.allowed_cidrs <> '{}' AND (client IS NULL OR NOT client <<= ANY (api_key.allowed_cidrs::inet[])) THEN 'address'
    WHEN NOT (api_key.scopes && ARRAY['*', resource || ':*', resource || ':' || access]) THEN 'scope'
    ELSE 'ok'
  END;

  INSERT INTO api_key_days AS d (key_id, account_id, day, requests, errors)
  VALUES (api_key.key_id, api_key.account_id, today, 1, (outcome <> 'ok')::int)
  ON CONFLICT (key_id, day) DO UPDATE SET requests = d.requests + 1, errors = d.errors + excluded.errors;
  IF outcome <> 'ok' THEN
    UPDATE api_key_meters m SET error_count = m.error_count + 1 WHERE m.key_id = api_key.key_id;
  END IF;
  IF client IS NOT NULL AND NOT EXISTS (
      SELECT FROM api_key_addresses a WHERE a.key_id = api_key.key_id AND a.day = today AND a.address = client) THEN
    INSERT INTO api_key_addresses (key_id, account_id, day, address)
    VALUES (api_key.key_id, api_key.account_id, today, client) ON CONFLICT DO NOTHING;
  END IF;
  RETURN QUERY SELECT outcome, api_key.key_id, api_key.account_id, api_key.scopes, left_over;
END
$$;

-- A request that was admitted ended with an error.
CREATE FUNCTION count_request_error(failed_key_id text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    UPDATE api_key_meters SET error_count = error_count + 1 WHERE key_id = failed_key_id;
    UPDATE api_key_days SET errors = errors + 1
    WHERE key_id = failed_key_id AND day = (now() AT TIME ZONE 'UTC')::date;
  END;

REVOKE ALL ON FUNCTION admit_request, count_request_error FROM PUBLIC;
GRANT EXECUTE ON FUNCTION admit_request, count_request_error TO talkif_app;

-- Durable jobs: tables and functions of procrastinate live in the schema `jobs`, which the migration program fills.
-- A tenant's transaction may ask for a job, and cannot ask for one of another account or read what is asked for.
CREATE SCHEMA jobs;

CREATE FUNCTION defer_job(
    task text, args jsonb, at timestamptz DEFAULT NULL, only_once text DEFAULT NULL, one_at_a_time text DEFAULT NULL)
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, public
AS $$
DECLARE
  ids bigint[];
BEGIN
  IF current_account() IS NULL THEN
    RAISE EXCEPTION 'a job belongs to an account';
  END IF;
  ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
    'default', task, 0, one_at_a_time, only_once, args || jsonb_build_object('account_id', current_account()), at
  )::procrastinate_job_to_defer_v1]);
  RETURN ids[1];
EXCEPTION WHEN unique_violation THEN
  RETURN NULL;  -- one with the same `only_once` waits already
END
$$;
REVOKE ALL ON FUNCTION defer_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION defer_job TO talkif_app;
