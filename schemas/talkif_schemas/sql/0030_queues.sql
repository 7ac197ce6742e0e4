-- Jobs say which queue they wait in, so that what takes long does not hold up what must not wait.

DROP FUNCTION defer_job;
CREATE FUNCTION defer_job(
    task text, args jsonb, at timestamptz DEFAULT NULL, only_once text DEFAULT NULL, one_at_a_time text DEFAULT NULL,
    queue text DEFAULT 'default')
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, public
AS $$
DECLARE
  ids bigint[];
BEGIN
  IF current_account() IS NULL THEN
    RAISE EXCEPTION 'a job belongs to an account';
  END IF;
  ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
    queue, task, 0, one_at_a_time, only_once, args || jsonb_build_object('account_id', current_account()), at
  )::procrastinate_job_to_defer_v1]);
  RETURN ids[1];
EXCEPTION WHEN unique_violation THEN
  RETURN NULL;  -- one with the same `only_once` waits already
END
$$;
REVOKE ALL ON FUNCTION defer_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION defer_job TO talkif_app;
