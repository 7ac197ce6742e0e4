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
