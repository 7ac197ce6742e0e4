-- The people an account talks to, and the fields that it defines for them.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE contact_fields (
  field_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts,
  key text NOT NULL,                             -- contact.customFields.<key>
  label text NOT NULL,
  type text NOT NULL CHECK (type IN ('string', 'number', 'integer', 'boolean', 'date', 'datetime', 'enum', 'url', 'email')),
  options text[] NOT NULL DEFAULT '{}',          -- of an enum
  required boolean NOT NULL DEFAULT false,
  description text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  revision int NOT NULL DEFAULT 1,
  UNIQUE (account_id, key)
);

CREATE TABLE contacts (
  contact_id text NOT NULL,
  account_id text NOT NULL REFERENCES accounts,
  external_id text,
  first_name text,
  last_name text,
  phone text,                                    -- E.164; a family may share one
  email text,                                    -- lower case
  company text,
  timezone text,
  timezone_source text CHECK (timezone_source IN ('given', 'number')),
  language text,
  tags text[] NOT NULL DEFAULT '{}',
  custom_fields jsonb NOT NULL DEFAULT '{}',
  -- The moment in the id, a UUIDv7, so that the order of ids is the order of creation and one index serves both.
  created_at timestamptz NOT NULL GENERATED ALWAYS AS
    (to_timestamp(('x' || substr(contact_id, 9, 12))::bit(48)::bigint / 1000.0::double precision)) STORED,
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  revision int NOT NULL DEFAULT 1,
  -- What q= looks through.
  search_text text NOT NULL GENERATED ALWAYS AS (lower(
    coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(company, '') || ' ' ||
    coalesce(email, '') || ' ' || coalesce(phone, ''))) STORED,
  PRIMARY KEY (account_id, contact_id) INCLUDE (deleted_at),
  CHECK ((timezone IS NULL) = (timezone_source IS NULL))
);
CREATE UNIQUE INDEX contacts_by_external_id ON contacts (account_id, external_id)
  WHERE deleted_at IS NULL AND external_id IS NOT NULL;
CREATE INDEX contacts_by_phone ON contacts (account_id, phone) WHERE deleted_at IS NULL AND phone IS NOT NULL;
CREATE INDEX contacts_by_email ON contacts (account_id, email) WHERE deleted_at IS NULL AND email IS NOT NULL;
CREATE INDEX contacts_by_update ON contacts (account_id, updated_at, contact_id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_last_name ON contacts (account_id, lower(last_name), contact_id) INCLUDE (last_name)
  WHERE deleted_at IS NULL;
CREATE INDEX contacts_deleted ON contacts (account_id, contact_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX contacts_by_text ON contacts USING gin (account_id, search_text gin_trgm_ops) WHERE deleted_at IS NULL;

-- The tags of contacts that are not deleted, in an order that lists can follow. Kept by triggers.
CREATE TABLE contact_tags (
  account_id text NOT NULL REFERENCES accounts,
  tag text NOT NULL,
  contact_id text NOT NULL,
  PRIMARY KEY (account_id, tag, contact_id)
);

-- How many contacts an account has, and how many with each tag: the sum of the rows. Kept by triggers, which only add
-- rows, so that two writers never wait for each other; fold_contact_counts makes one row of many.
CREATE TABLE contact_counts (
  account_id text NOT NULL REFERENCES accounts,
  tag text NOT NULL,                             -- '': all contacts
  contacts bigint NOT NULL
);
CREATE INDEX contact_counts_by_tag ON contact_counts (account_id, tag) INCLUDE (contacts);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['contact_fields', 'contacts', 'contact_tags', 'contact_counts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_account ON %I TO talkif_app USING (account_id = current_account())', name);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_fields TO talkif_app;
GRANT SELECT, INSERT, UPDATE ON contacts TO talkif_app;
GRANT SELECT ON contact_tags, contact_counts TO talkif_app;

CREATE FUNCTION contacts_inserted() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
  INSERT INTO contact_tags (account_id, tag, contact_id)
  SELECT account_id, unnest(tags), contact_id FROM new_rows WHERE deleted_at IS NULL;
  INSERT INTO contact_counts (account_id, tag, contacts)
  SELECT account_id, tag, count(*)
  FROM (SELECT account_id, unnest(array_prepend(''::text, tags)) AS tag FROM new_rows WHERE deleted_at IS NULL) AS counted
  GROUP BY account_id, tag;
  RETURN NULL;
END
$$;

CREATE FUNCTION contacts_updated() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
  WITH changed AS (
    SELECT account_id, tag, contact_id, sum(n) AS n FROM (
      SELECT account_id, unnest(array_prepend(''::text, tags)) AS tag, contact_id, 1 AS n FROM new_rows WHERE deleted_at IS NULL
      UNION ALL
      SELECT account_id, unnest(array_prepend(''::text, tags)), contact_id, -1 FROM old_rows WHERE deleted_at IS NULL) AS both_rows
    GROUP BY account_id, tag, contact_id HAVING sum(n) <> 0),
  gone AS (
    DELETE FROM contact_tags t USING changed c
    WHERE c.n < 0 AND (t.account_id, t.tag, t.contact_id) = (c.account_id, c.tag, c.contact_id)),
  come AS (
    INSERT INTO contact_tags (account_id, tag, contact_id)
    SELECT account_id, tag, contact_id FROM changed WHERE n > 0 AND tag <> '')
  INSERT INTO contact_counts (account_id, tag, contacts)
  SELECT account_id, tag, sum(n) FROM changed GROUP BY account_id, tag HAVING sum(n) <> 0;
  RETURN NULL;
END
$$;

CREATE TRIGGER contacts_inserted AFTER INSERT ON contacts
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contacts_inserted();
CREATE TRIGGER contacts_updated AFTER UPDATE ON contacts
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contacts_updated();

-- One row for each count again. Of all accounts, so it tells nothing.
CREATE FUNCTION fold_contact_counts() RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM contact_counts WHERE (account_id, tag) IN
        (SELECT account_id, tag FROM contact_counts GROUP BY account_id, tag HAVING count(*) > 1)
      RETURNING account_id, tag, contacts)
    INSERT INTO contact_counts (account_id, tag, contacts)
    SELECT account_id, tag, sum(contacts) FROM gone GROUP BY account_id, tag HAVING sum(contacts) <> 0;
  END;

-- Ids of up to `most` contacts of the current account whose text holds all the words, in no order. LIKE may not look
-- into an index below row-level security, because it is not leak-proof, so this runs above it.
CREATE FUNCTION search_contacts(words text[], most int) RETURNS text[]
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off SET enable_indexscan = off
AS $$
DECLARE
  conditions text;
  found text[];
BEGIN
  SELECT string_agg(format('search_text LIKE %L', '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), ' AND ')
  INTO conditions FROM unnest(words) AS word;
  EXECUTE format(
    'SELECT array_agg(contact_id) FROM (
       SELECT contact_id FROM contacts WHERE account_id = current_account() AND deleted_at IS NULL AND %s LIMIT %s
     ) AS matching', conditions, most) INTO found;
  RETURN coalesce(found, '{}');
END
$$;

REVOKE ALL ON FUNCTION contacts_inserted, contacts_updated, fold_contact_counts, search_contacts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fold_contact_counts, search_contacts TO talkif_app;
