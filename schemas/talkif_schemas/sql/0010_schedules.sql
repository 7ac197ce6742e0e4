-- When calls may be placed: windows of a week in a time zone, and what is taken out of them.

CREATE TABLE schedules (
  schedule_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  name text NOT NULL,
  timezone text NOT NULL,                        -- IANA
  windows jsonb NOT NULL,                        -- [{day, start, end}], wall clock
  blackout_periods jsonb NOT NULL DEFAULT '[]',  -- [{start_date, end_date, start_at, end_at, reason}]: dates or moments
  holidays jsonb,                                -- {country, region}; NULL: none
  extra_holidays date[] NOT NULL DEFAULT '{}',
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  revision int NOT NULL DEFAULT 1
);
CREATE INDEX schedules_by_account ON schedules (account_id, created_at, schedule_id);

ALTER TABLE schedules ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON schedules TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT, UPDATE, DELETE ON schedules TO talkif_app;
