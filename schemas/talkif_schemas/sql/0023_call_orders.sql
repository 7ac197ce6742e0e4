-- Orders to calls that are going on: the API writes them down, the database says so, and the runtime that has the call
-- carries them out.
CREATE TABLE call_orders (
  call_id text PRIMARY KEY REFERENCES calls,
  account_id text NOT NULL REFERENCES accounts,
  kind text NOT NULL CHECK (kind IN ('end')),
  ordered_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE call_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON call_orders TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT ON call_orders TO talkif_app;

CREATE FUNCTION tell_call_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('call_orders', NEW.call_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER tell_call_order AFTER INSERT ON call_orders FOR EACH ROW EXECUTE FUNCTION tell_call_order();

-- Which of these calls, of whatever account, have to end.
CREATE FUNCTION ordered_to_end(call_ids text[]) RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    SELECT o.call_id FROM call_orders o WHERE o.call_id = ANY (call_ids) AND o.kind = 'end';
  END;
REVOKE ALL ON FUNCTION ordered_to_end FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ordered_to_end TO talkif_app;
