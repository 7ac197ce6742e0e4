-- Telephony providers: whose account or trunk carries the calls.

CREATE TABLE telephony_providers (
  provider_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  name text NOT NULL,
  type text NOT NULL CHECK (type IN ('managed_twilio', 'byoc_twilio', 'sip')),
  config jsonb NOT NULL DEFAULT '{}',            -- as the API shows it
  credentials bytea,                             -- sealed; NULL: none
  credentials_set_at timestamptz,
  api_key_sid_last4 text,
  last_test jsonb,                               -- as the API shows it
  last_tested_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  revision int NOT NULL DEFAULT 1,
  CHECK ((credentials IS NULL) = (credentials_set_at IS NULL))
);
CREATE INDEX telephony_providers_by_account ON telephony_providers (account_id, created_at);

-- NULL: the platform's own Twilio account.
ALTER TABLE phone_numbers ADD COLUMN provider_id text REFERENCES telephony_providers;
CREATE INDEX phone_numbers_by_provider ON phone_numbers (provider_id) WHERE provider_id IS NOT NULL;

ALTER TABLE telephony_providers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON telephony_providers TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT, UPDATE, DELETE ON telephony_providers TO talkif_app;
