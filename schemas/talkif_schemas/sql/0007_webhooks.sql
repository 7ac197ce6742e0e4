-- Webhooks out: who wants to hear of what, what happened, and every attempt to tell it.

CREATE TABLE webhook_endpoints (
  endpoint_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  url text NOT NULL,
  description text NOT NULL DEFAULT '',
  events text[] NOT NULL,                        -- `call.ended`, `call.*` or `*`
  secret bytea NOT NULL,                         -- sealed
  old_secret bytea,                              -- sealed; signs beside the new one until old_secret_until
  old_secret_until timestamptz,
  enabled boolean NOT NULL DEFAULT true,
  disabled_reason text,                          -- NULL: by the account itself, or not at all
  failing_since timestamptz,                     -- the first failure since the last success
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  revision int NOT NULL DEFAULT 1
);
CREATE INDEX webhook_endpoints_by_account ON webhook_endpoints (account_id, created_at) WHERE deleted_at IS NULL;

CREATE TABLE webhook_messages (                  -- what happened; never changed
  message_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  type text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhook_messages_by_age ON webhook_messages (account_id, created_at);

CREATE TABLE webhook_deliveries (                -- one message to one endpoint
  delivery_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  endpoint_id text NOT NULL REFERENCES webhook_endpoints,
  message_id text NOT NULL REFERENCES webhook_messages ON DELETE CASCADE,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz DEFAULT now(),     -- NULL: none
  created_at timestamptz NOT NULL DEFAULT now(),
  delivered_at timestamptz
);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, created_at DESC, delivery_id DESC);
CREATE INDEX webhook_deliveries_by_message ON webhook_deliveries (message_id);

CREATE TABLE webhook_attempts (                  -- never changed
  delivery_id text NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
  account_id text NOT NULL REFERENCES accounts,
  number int NOT NULL,
  at timestamptz NOT NULL,
  duration_ms int NOT NULL,
  status int,                                    -- of the HTTP answer; NULL: there was none
  error text,                                    -- why there was none
  response text,                                 -- beginning of the answer's body
  PRIMARY KEY (delivery_id, number)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['webhook_endpoints', 'webhook_messages', 'webhook_deliveries', 'webhook_attempts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON webhook_endpoints, webhook_deliveries TO talkif_app;
GRANT SELECT, INSERT, DELETE ON webhook_messages TO talkif_app;
GRANT SELECT, INSERT ON webhook_attempts TO talkif_app;
