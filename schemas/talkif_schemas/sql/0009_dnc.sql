-- The do-not-call list of each account.

CREATE TABLE dnc_entries (
  entry_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  phone_number text COLLATE "C" NOT NULL,        -- E.164; in this order a prefix is a range of the index
  reason text NOT NULL
    CHECK (reason IN ('customer_request', 'legal', 'complaint', 'wrong_number', 'opt_out_on_call', 'imported', 'other')),
  note text NOT NULL DEFAULT '',
  source text NOT NULL CHECK (source IN ('api', 'call', 'import')),
  call_id text REFERENCES calls,                 -- on which the number was listed
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,                        -- NULL: never
  UNIQUE (account_id, phone_number),
  CHECK ((source = 'call') = (call_id IS NOT NULL))
);
CREATE INDEX dnc_entries_by_account ON dnc_entries (account_id, created_at DESC, entry_id DESC);
CREATE INDEX dnc_entries_by_call ON dnc_entries (call_id) WHERE call_id IS NOT NULL;
CREATE INDEX dnc_entries_expiring ON dnc_entries (expires_at) WHERE expires_at IS NOT NULL;

ALTER TABLE dnc_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON dnc_entries TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT, UPDATE, DELETE ON dnc_entries TO talkif_app;

-- For no account, so that one job can do it for all. Returns how many were forgotten.
CREATE FUNCTION forget_expired_dnc_entries(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM dnc_entries WHERE entry_id IN (
        SELECT e.entry_id FROM dnc_entries e WHERE e.expires_at <= now() LIMIT at_most FOR UPDATE SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;
REVOKE ALL ON FUNCTION forget_expired_dnc_entries FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_expired_dnc_entries TO talkif_app;
