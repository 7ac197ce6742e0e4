-- Kept totals for more lists than that of contacts: rows that triggers only add, as 0012 has it, one table for all lists.

ALTER TABLE contact_counts RENAME TO list_counts;
ALTER TABLE list_counts RENAME COLUMN tag TO part;              -- '': the whole list
ALTER TABLE list_counts RENAME COLUMN contacts TO entries;
ALTER TABLE list_counts ADD COLUMN list text NOT NULL DEFAULT 'contacts';
ALTER TABLE list_counts ALTER COLUMN list DROP DEFAULT;
DROP INDEX contact_counts_by_tag;
CREATE INDEX list_counts_by_part ON list_counts (account_id, list, part) INCLUDE (entries);

-- Contacts, by tag.
CREATE OR REPLACE FUNCTION contacts_inserted() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
  INSERT INTO contact_tags (account_id, tag, contact_id)
  SELECT account_id, unnest(tags), contact_id FROM new_rows WHERE deleted_at IS NULL;
  INSERT INTO list_counts (account_id, list, part, entries)
  SELECT account_id, 'contacts', tag, count(*)
  FROM (SELECT account_id, unnest(array_prepend(''::text, tags)) AS tag FROM new_rows WHERE deleted_at IS NULL) AS counted
  GROUP BY account_id, tag;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION contacts_updated() RETURNS trigger
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
  INSERT INTO list_counts (account_id, list, part, entries)
  SELECT account_id, 'contacts', tag, sum(n) FROM changed GROUP BY account_id, tag HAVING sum(n) <> 0;
  RETURN NULL;
END
$$;

-- Numbers that must not be called, by reason and by source, whether or not they have expired. Neither ever changes.
CREATE FUNCTION dnc_entries_counted() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
  INSERT INTO list_counts (account_id, list, part, entries)
  SELECT account_id,
         CASE WHEN grouping(reason) = 0 THEN 'dnc.reason' WHEN grouping(source) = 0 THEN 'dnc.source' ELSE 'dnc' END,
         coalesce(reason, source, ''), CASE TG_OP WHEN 'DELETE' THEN -count(*) ELSE count(*) END
  FROM changed GROUP BY GROUPING SETS ((account_id), (account_id, reason), (account_id, source));
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION dnc_entries_counted FROM PUBLIC;
CREATE TRIGGER dnc_entries_inserted AFTER INSERT ON dnc_entries
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dnc_entries_counted();
CREATE TRIGGER dnc_entries_deleted AFTER DELETE ON dnc_entries
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION dnc_entries_counted();
-- Nobody writes any more until the migration is over: making a trigger has locked the table.
INSERT INTO list_counts (account_id, list, part, entries)
SELECT account_id,
       CASE WHEN grouping(reason) = 0 THEN 'dnc.reason' WHEN grouping(source) = 0 THEN 'dnc.source' ELSE 'dnc' END,
       coalesce(reason, source, ''), count(*)
FROM dnc_entries GROUP BY GROUPING SETS ((account_id), (account_id, reason), (account_id, source));
-- For those that have expired and are not forgotten yet.
CREATE INDEX dnc_entries_expiring_by_account ON dnc_entries (account_id, expires_at) WHERE expires_at IS NOT NULL;

-- One row for each count again. Of all accounts, so it tells nothing.
DROP FUNCTION fold_contact_counts;
CREATE FUNCTION fold_list_counts() RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM list_counts WHERE (account_id, list, part) IN
        (SELECT account_id, list, part FROM list_counts GROUP BY account_id, list, part HAVING count(*) > 1)
      RETURNING account_id, list, part, entries)
    INSERT INTO list_counts (account_id, list, part, entries)
    SELECT account_id, list, part, sum(entries) FROM gone GROUP BY account_id, list, part HAVING sum(entries) <> 0;
  END;
REVOKE ALL ON FUNCTION fold_list_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fold_list_counts TO talkif_app;
