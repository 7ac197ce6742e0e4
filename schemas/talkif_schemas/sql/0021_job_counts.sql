-- How many jobs of each kind wait, run or have failed, for the operator's dashboards. Tells nothing about accounts.

CREATE FUNCTION job_counts() RETURNS TABLE (task text, state text, jobs bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = jobs, public
AS $$
BEGIN
  RETURN QUERY
    SELECT task_name::text, status::text, count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing', 'failed') GROUP BY task_name, status;
END
$$;
REVOKE ALL ON FUNCTION job_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION job_counts TO talkif_app;
