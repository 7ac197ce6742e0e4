-- Phone numbers of any provider, bought or imported, answered by an environment's version or a fixed one.

ALTER TABLE phone_numbers
  DROP CONSTRAINT phone_numbers_provider_check,
  ADD CONSTRAINT phone_numbers_provider_check CHECK (provider IN ('managed_twilio', 'byoc_twilio', 'sip')),
  ADD CHECK (provider_id IS NOT NULL OR provider = 'managed_twilio'),
  ADD COLUMN carrier_sid text,                   -- Twilio's id of the number; NULL: nobody looked it up
  ADD COLUMN purchased boolean NOT NULL DEFAULT false,
  ADD COLUMN version text,                       -- NULL: the one that the environment runs
  ADD CHECK (version IS NULL OR flow_id IS NOT NULL),
  ADD FOREIGN KEY (flow_id, version) REFERENCES flow_versions,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN revision int NOT NULL DEFAULT 1;

CREATE TABLE number_purchases (                  -- written before anything is bought
  purchase_id text PRIMARY KEY,                  -- also the number's name at Twilio, which tells whose purchase it is
  account_id text NOT NULL REFERENCES accounts,
  number text NOT NULL,
  provider_id text,                              -- NULL: the platform's own Twilio account
  label text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'bought', 'failed')),
  error_code text,                               -- why it failed
  created_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz
);
CREATE INDEX number_purchases_by_account ON number_purchases (account_id, created_at);
-- Over all accounts: nobody buys a number of which it is not known whether somebody has bought it.
CREATE UNIQUE INDEX number_purchases_open ON number_purchases (number) WHERE state = 'requested';

ALTER TABLE number_purchases ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON number_purchases TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT, UPDATE ON number_purchases TO talkif_app;

-- The number's provider when the call came, which may be gone since; NULL: the platform's own Twilio account.
ALTER TABLE calls ADD COLUMN provider_id text;

DROP FUNCTION route_number;

CREATE FUNCTION route_number(called text, call text)
  RETURNS TABLE (account_id text, account_name text, timezone text, provider_id text, flow_id text, environment text,
                 version text, digest text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    SELECT n.account_id, a.name, a.timezone, n.provider_id, n.flow_id, n.environment, v.version, v.digest
    FROM phone_numbers n
    JOIN accounts a USING (account_id)
    LEFT JOIN flow_versions v
      ON v.flow_id = n.flow_id AND v.version = coalesce(n.version, version_for_call(n.flow_id, n.environment, call))
    WHERE n.number = called;
  END;

-- Whose account a carrier's webhook has to come from: that of the call, of which the runtime or the carrier gives its
-- id, or else that of the called number, or else the platform's own.
CREATE FUNCTION carrier_login(call text, carrier_name text, carrier_call text, called text)
  RETURNS TABLE (provider_id text, type text, account_sid text, credentials bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH places AS (
      SELECT 1 AS rank, c.provider_id FROM calls c WHERE c.call_id = call
      UNION ALL
      SELECT 2, c.provider_id FROM calls c WHERE c.carrier = carrier_name AND c.carrier_call_id = carrier_call
      UNION ALL
      SELECT 3, n.provider_id FROM phone_numbers n WHERE n.number = called
    ), place AS (SELECT places.provider_id FROM places ORDER BY rank LIMIT 1)
    SELECT place.provider_id, p.type, p.config ->> 'accountSid', p.credentials
    FROM (SELECT 1) AS always
    LEFT JOIN place ON true
    LEFT JOIN telephony_providers p ON p.provider_id = place.provider_id;
  END;

REVOKE ALL ON FUNCTION route_number, carrier_login FROM PUBLIC;
GRANT EXECUTE ON FUNCTION route_number, carrier_login TO talkif_app;
