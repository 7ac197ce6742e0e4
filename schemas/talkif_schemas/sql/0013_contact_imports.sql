-- Files of contacts: how far each import has come, and which rows it could not take.

CREATE TABLE contact_imports (
  import_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  status text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'canceled')),
  file_key text NOT NULL,                        -- in the object store; gone once the import has ended
  options jsonb NOT NULL,
  total int,                                     -- rows of the file; NULL until its end was read
  processed int NOT NULL DEFAULT 0,              -- rows from the beginning that are done; the sum of the four below
  created int NOT NULL DEFAULT 0,
  updated int NOT NULL DEFAULT 0,
  skipped int NOT NULL DEFAULT 0,
  failed int NOT NULL DEFAULT 0,
  error text,                                    -- why the rest of the file could not be read
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX contact_imports_by_account ON contact_imports (account_id, import_id);
CREATE INDEX contact_imports_unfinished ON contact_imports (updated_at) WHERE finished_at IS NULL;

CREATE TABLE contact_import_errors (             -- the first ones of an import; never changed
  account_id text NOT NULL REFERENCES accounts,
  import_id text NOT NULL REFERENCES contact_imports,
  row_number int NOT NULL,                       -- from 1, without the header
  field text NOT NULL,
  code text NOT NULL,
  message text NOT NULL
);
CREATE INDEX contact_import_errors_by_row ON contact_import_errors (import_id, row_number);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['contact_imports', 'contact_import_errors'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON contact_imports TO talkif_app;
GRANT SELECT, INSERT ON contact_import_errors TO talkif_app;

-- Imports that have not moved for a day have lost their job. Of all accounts, so it tells nothing.
CREATE FUNCTION give_up_contact_imports() RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    UPDATE contact_imports
    SET status = 'failed', finished_at = now(), updated_at = now(), error = 'The import was interrupted too often.'
    WHERE finished_at IS NULL AND updated_at < now() - interval '1 day';
  END;
REVOKE ALL ON FUNCTION give_up_contact_imports FROM PUBLIC;
GRANT EXECUTE ON FUNCTION give_up_contact_imports TO talkif_app;

-- With the order in which contacts of one number are looked at, so that no plan walks along contacts_by_update instead.
DROP INDEX contacts_by_phone, contacts_by_email;
CREATE INDEX contacts_by_phone ON contacts (account_id, phone, updated_at, contact_id)
  WHERE deleted_at IS NULL AND phone IS NOT NULL;
CREATE INDEX contacts_by_email ON contacts (account_id, email, updated_at, contact_id)
  WHERE deleted_at IS NULL AND email IS NOT NULL;
