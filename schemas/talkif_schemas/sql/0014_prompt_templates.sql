-- Texts for prompts that an account keeps, by name, and every text that each of them has had.

CREATE TABLE prompt_templates (
  template_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  slug text NOT NULL,                            -- {{> slug}}
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  tags text[] NOT NULL DEFAULT '{}',
  version int NOT NULL DEFAULT 1,                -- the one that counts now
  partials text[] NOT NULL DEFAULT '{}',         -- names that this version calls
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  revision int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX prompt_templates_by_slug ON prompt_templates (account_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX prompt_templates_by_age ON prompt_templates (account_id, created_at, template_id) WHERE deleted_at IS NULL;

CREATE TABLE prompt_template_versions (          -- never changed
  template_id text NOT NULL REFERENCES prompt_templates,
  account_id text NOT NULL REFERENCES accounts,
  number int NOT NULL,
  content text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,                      -- id of the API key
  PRIMARY KEY (template_id, number)
);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['prompt_templates', 'prompt_template_versions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON prompt_templates TO talkif_app;
GRANT SELECT, INSERT ON prompt_template_versions TO talkif_app;
