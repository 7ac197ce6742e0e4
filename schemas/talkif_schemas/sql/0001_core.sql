-- Accounts, keys, the flow registry, phone numbers, calls.
-- Programs connect as any role that may run migrations and then SET ROLE talkif_app, which owns nothing, cannot bypass
-- row-level security, and sees the rows of one account: the one in the setting talkif.account_id.
-- Who writes what: the runtime writes calls and call_events; the API writes the rest; everyone may read.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'talkif_app') THEN
    CREATE ROLE talkif_app NOLOGIN NOBYPASSRLS;
  END IF;
END
$$;
GRANT talkif_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO talkif_app;

CREATE FUNCTION current_account() RETURNS text
  LANGUAGE sql STABLE
  RETURN nullif(current_setting('talkif.account_id', true), '');

CREATE TABLE accounts (
  account_id text PRIMARY KEY,
  name text NOT NULL,
  timezone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  key_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  name text NOT NULL,
  prefix text NOT NULL,                          -- first characters, to recognise the key in a list
  hash bytea NOT NULL UNIQUE,                    -- SHA-256 of the whole key
  scopes text[] NOT NULL,
  allowed_cidrs cidr[] NOT NULL DEFAULT '{}',    -- empty: any address
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  request_count bigint NOT NULL DEFAULT 0,
  error_count bigint NOT NULL DEFAULT 0
);
CREATE INDEX api_keys_by_account ON api_keys (account_id, created_at);

CREATE TABLE flows (
  flow_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  slug text NOT NULL,                            -- the `flow:` of the YAML file
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);
CREATE UNIQUE INDEX flows_slug ON flows (account_id, slug) WHERE archived_at IS NULL;

CREATE TABLE artifacts (
  account_id text NOT NULL REFERENCES accounts,
  digest text NOT NULL,
  body bytea NOT NULL,                           -- canonical JSON
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, digest)
);

CREATE TABLE flow_versions (
  flow_id text NOT NULL REFERENCES flows,
  account_id text NOT NULL REFERENCES accounts,
  version text NOT NULL,
  major int NOT NULL,
  minor int NOT NULL,
  patch int NOT NULL,
  digest text NOT NULL,
  contract_hash text NOT NULL,
  behaviour_hash text NOT NULL,
  bump text NOT NULL CHECK (bump IN ('first', 'major', 'minor', 'patch')),
  changes jsonb NOT NULL DEFAULT '[]',           -- [{rule, bump, subject, message}]
  source jsonb NOT NULL,                         -- {entry, files: {path: text}}
  provenance jsonb NOT NULL DEFAULT '{}',
  notes text NOT NULL DEFAULT '',
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text NOT NULL,
  PRIMARY KEY (flow_id, version),
  UNIQUE (flow_id, major, minor, patch),
  FOREIGN KEY (account_id, digest) REFERENCES artifacts
);

CREATE TABLE flow_pointers (                     -- which version an environment runs
  flow_id text NOT NULL REFERENCES flows,
  account_id text NOT NULL REFERENCES accounts,
  environment text NOT NULL,
  version text NOT NULL,
  pinned boolean NOT NULL DEFAULT false,         -- true after a rollback, until the next publish
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (flow_id, environment),
  FOREIGN KEY (flow_id, version) REFERENCES flow_versions
);

CREATE TABLE flow_pointer_moves (                -- history of the pointers; never changed
  move_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  flow_id text NOT NULL REFERENCES flows,
  environment text NOT NULL,
  act text NOT NULL CHECK (act IN ('publish', 'rollback')),
  from_version text,
  to_version text NOT NULL,
  reason text NOT NULL DEFAULT '',
  actor text NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX flow_pointer_moves_by_flow ON flow_pointer_moves (flow_id, environment, move_id);

CREATE TABLE phone_numbers (
  number_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  number text NOT NULL UNIQUE,                   -- E.164
  provider text NOT NULL CHECK (provider IN ('managed_twilio')),
  label text NOT NULL DEFAULT '',
  flow_id text REFERENCES flows,
  environment text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((flow_id IS NULL) = (environment IS NULL))
);
CREATE INDEX phone_numbers_by_account ON phone_numbers (account_id, created_at);

CREATE TABLE calls (
  call_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  from_number text NOT NULL,
  to_number text NOT NULL,
  flow_id text NOT NULL REFERENCES flows,
  environment text NOT NULL,
  version text NOT NULL,
  digest text NOT NULL,
  carrier text NOT NULL,
  carrier_call_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('ringing', 'inprogress', 'completed', 'failed')),
  end_reason text,
  outcome text,
  disposition text,
  outputs jsonb NOT NULL DEFAULT '{}',
  metadata jsonb NOT NULL DEFAULT '{}',
  media_nonce text,                              -- of the media token that is valid now; NULL once it was used
  created_at timestamptz NOT NULL DEFAULT now(),
  answered_at timestamptz,
  ended_at timestamptz,
  recording_key text,                            -- object key; NULL when there is none
  recording_ms int,
  UNIQUE (carrier, carrier_call_id),
  FOREIGN KEY (flow_id, version) REFERENCES flow_versions,
  FOREIGN KEY (account_id, digest) REFERENCES artifacts
);
CREATE INDEX calls_by_account ON calls (account_id, created_at DESC);
CREATE INDEX calls_unfinished ON calls (status) WHERE status IN ('ringing', 'inprogress');

CREATE TABLE call_events (                       -- the journal; never changed
  call_id text NOT NULL REFERENCES calls,
  account_id text NOT NULL REFERENCES accounts,
  seq int NOT NULL,
  at_ms int NOT NULL,
  name text NOT NULL,                            -- a class of talkif_schemas.events
  data jsonb NOT NULL,
  PRIMARY KEY (call_id, seq)
);

CREATE TABLE idempotency_keys (
  account_id text NOT NULL REFERENCES accounts,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status int,                                    -- NULL while the first request runs
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['accounts', 'api_keys', 'flows', 'artifacts', 'flow_versions', 'flow_pointers',
                              'flow_pointer_moves', 'phone_numbers', 'calls', 'call_events', 'idempotency_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;

GRANT SELECT ON accounts TO talkif_app;
GRANT SELECT, INSERT, UPDATE ON api_keys, flows, flow_pointers, phone_numbers, calls TO talkif_app;
GRANT SELECT, INSERT ON artifacts, flow_versions, flow_pointer_moves, call_events TO talkif_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO talkif_app;
GRANT DELETE ON phone_numbers TO talkif_app;

-- The few questions that come before the account is known. They run as the owner of the tables and answer only what the
-- question needs.

CREATE FUNCTION authenticate_api_key(key_hash bytea)
  RETURNS TABLE (key_id text, account_id text, scopes text[], allowed_cidrs cidr[])
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    UPDATE api_keys k SET request_count = k.request_count + 1, last_used_at = now()
    WHERE k.hash = key_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
    RETURNING k.key_id, k.account_id, k.scopes, k.allowed_cidrs;
  END;

CREATE FUNCTION count_api_key_error(failed_key_id text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    UPDATE api_keys SET error_count = error_count + 1 WHERE key_id = failed_key_id;
  END;

CREATE FUNCTION route_number(called text)
  RETURNS TABLE (account_id text, account_name text, timezone text, provider text, flow_id text, environment text,
                 version text, digest text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    SELECT n.account_id, a.name, a.timezone, n.provider, n.flow_id, n.environment, v.version, v.digest
    FROM phone_numbers n
    JOIN accounts a USING (account_id)
    LEFT JOIN flow_pointers p ON p.flow_id = n.flow_id AND p.environment = n.environment
    LEFT JOIN flow_versions v ON v.flow_id = p.flow_id AND v.version = p.version
    WHERE n.number = called;
  END;

CREATE FUNCTION account_of_call(call text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  RETURN (SELECT c.account_id FROM calls c WHERE c.call_id = call);

CREATE FUNCTION call_of_carrier(carrier_name text, carrier_call text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  RETURN (SELECT c.call_id FROM calls c WHERE c.carrier = carrier_name AND c.carrier_call_id = carrier_call);

REVOKE ALL ON FUNCTION authenticate_api_key, count_api_key_error, route_number, account_of_call, call_of_carrier
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION authenticate_api_key, count_api_key_error, route_number, account_of_call, call_of_carrier,
  current_account TO talkif_app;
