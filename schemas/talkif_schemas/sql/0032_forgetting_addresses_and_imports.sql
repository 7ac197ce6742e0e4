-- What else is not kept for ever, in the manner of 0019: addresses of clients, usage of keys, imports and their errors.

CREATE INDEX api_key_addresses_by_day ON api_key_addresses (day);
CREATE INDEX api_key_days_by_day ON api_key_days (day);
CREATE INDEX contact_imports_finished ON contact_imports (finished_at) WHERE finished_at IS NOT NULL;

-- After a day each has all its attempts again, so that the row says nothing any more.
CREATE FUNCTION forget_failed_addresses(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM failed_addresses WHERE address IN (
        SELECT f.address FROM failed_addresses f WHERE f.refilled_at < now() - interval '1 day'
        LIMIT at_most FOR UPDATE SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;

CREATE FUNCTION forget_key_addresses(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM api_key_addresses WHERE (key_id, day, address) IN (
        SELECT a.key_id, a.day, a.address FROM api_key_addresses a WHERE a.day < current_date - 90
        LIMIT at_most FOR UPDATE SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;

-- As long as the addresses, so that no day tells of fewer than there were.
CREATE FUNCTION forget_key_days(at_most int) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH gone AS (
      DELETE FROM api_key_days WHERE (key_id, day) IN (
        SELECT d.key_id, d.day FROM api_key_days d WHERE d.day < current_date - 90
        LIMIT at_most FOR UPDATE SKIP LOCKED)
      RETURNING 1)
    SELECT count(*)::int FROM gone;
  END;

-- Errors of rows may name people. An import has at most 10,000 of them.
CREATE FUNCTION forget_imports(at_most int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
DECLARE
  due text[];
BEGIN
  due := ARRAY(
    SELECT i.import_id FROM accounts a JOIN contact_imports i USING (account_id)
    WHERE i.finished_at < now() - make_interval(days => least(30, a.contact_retention_days))
    LIMIT at_most FOR UPDATE OF i SKIP LOCKED);
  DELETE FROM contact_import_errors WHERE import_id = ANY (due);
  DELETE FROM contact_import_keys WHERE import_id = ANY (due);
  DELETE FROM contact_imports WHERE import_id = ANY (due);
  RETURN cardinality(due);
END
$$;

REVOKE ALL ON FUNCTION forget_failed_addresses, forget_key_addresses, forget_key_days, forget_imports FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_failed_addresses, forget_key_addresses, forget_key_days, forget_imports TO talkif_app;
