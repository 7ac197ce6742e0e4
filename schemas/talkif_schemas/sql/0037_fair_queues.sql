-- Accounts take turns: a job stands behind as many jobs of each other account as its own account has before it.
-- Only jobs of the same kind count as before it, and those that wait for their time count apart from those that do not.

CREATE OR REPLACE FUNCTION defer_job(
    task text, args jsonb, at timestamptz DEFAULT NULL, only_once text DEFAULT NULL, one_at_a_time text DEFAULT NULL,
    queue text DEFAULT 'default')
  RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, public
AS $$
DECLARE
  account text := current_account();
  place int;
  ids bigint[];
BEGIN
  IF account IS NULL THEN
    RAISE EXCEPTION 'a job belongs to an account';
  END IF;
  -- The worker takes the highest priority first, and of equal ones the oldest.
  SELECT coalesce(min(j.priority) - 1, 0) INTO place FROM procrastinate_jobs j
  WHERE j.status = 'todo' AND j.queue_name = queue AND j.task_name = task AND j.args ->> 'account_id' = account
    AND (j.scheduled_at IS NULL)::int = (at IS NULL)::int;
  ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
    queue, task, place, one_at_a_time, only_once, args || jsonb_build_object('account_id', account), at
  )::procrastinate_job_to_defer_v1]);
  RETURN ids[1];
EXCEPTION WHEN unique_violation THEN
  RETURN NULL;  -- one with the same `only_once` waits already
END
$$;
