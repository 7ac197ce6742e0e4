-- What the rows of a dry run would have written so far, so that rows that repeat them are told as such. Gone when the
-- import ends, however it does. Not logged: after a crash of the server some repeated rows are told as new.
CREATE UNLOGGED TABLE contact_import_keys (
  account_id text NOT NULL REFERENCES accounts,
  import_id text NOT NULL REFERENCES contact_imports,
  contact_id text NOT NULL,                      -- that the row would have made or changed
  key text,                                      -- phone, email or externalId: by what rows find their contacts
  external_id text
);
CREATE INDEX contact_import_keys_by_key ON contact_import_keys (import_id, key);
CREATE INDEX contact_import_keys_by_external_id ON contact_import_keys (import_id, external_id);
ALTER TABLE contact_import_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON contact_import_keys TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT ON contact_import_keys TO talkif_app;

CREATE FUNCTION forget_import_keys() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
  DELETE FROM contact_import_keys WHERE import_id = NEW.import_id;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION forget_import_keys FROM PUBLIC;
CREATE TRIGGER contact_import_ended AFTER UPDATE OF finished_at ON contact_imports
  FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL) EXECUTE FUNCTION forget_import_keys();
