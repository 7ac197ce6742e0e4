-- The database puts the words in lower case, as it does the text that they are looked for in: other programs have
-- other rules, such as for the capital İ.
CREATE OR REPLACE FUNCTION search_contacts(words text[], most int) RETURNS text[]
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off SET enable_indexscan = off
AS $$
DECLARE
  conditions text;
  found text[];
BEGIN
  SELECT string_agg(format('search_text LIKE %L', '%' || regexp_replace(lower(word), '([\\%_])', '\\\1', 'g') || '%'), ' AND ')
  INTO conditions FROM unnest(words) AS word;
  EXECUTE format(
    'SELECT array_agg(contact_id) FROM (
       SELECT contact_id FROM contacts WHERE account_id = current_account() AND deleted_at IS NULL AND %s LIMIT %s
     ) AS matching', conditions, most) INTO found;
  RETURN coalesce(found, '{}');
END
$$;
