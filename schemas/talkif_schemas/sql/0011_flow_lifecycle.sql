-- Flows count their changes and can be deleted; environments share calls out among versions.

ALTER TABLE flows ADD COLUMN revision int NOT NULL DEFAULT 1;
GRANT DELETE ON flows TO talkif_app;

ALTER TABLE flow_pointers ADD COLUMN revision int NOT NULL DEFAULT 1;

CREATE TABLE flow_canaries (                     -- versions beside the pointer's own, which gets the rest of the calls
  flow_id text NOT NULL,
  account_id text NOT NULL REFERENCES accounts,
  environment text NOT NULL,
  version text NOT NULL,
  weight_percent int NOT NULL CHECK (weight_percent BETWEEN 1 AND 99),
  PRIMARY KEY (flow_id, environment, version),
  FOREIGN KEY (flow_id, environment) REFERENCES flow_pointers,
  FOREIGN KEY (flow_id, version) REFERENCES flow_versions
);
ALTER TABLE flow_canaries ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON flow_canaries TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT, DELETE ON flow_canaries TO talkif_app;

ALTER TABLE flow_pointer_moves
  ADD COLUMN canaries jsonb NOT NULL DEFAULT '[]',  -- beside to_version: [{version, weightPercent}]
  DROP CONSTRAINT flow_pointer_moves_act_check,
  ADD CONSTRAINT flow_pointer_moves_act_check CHECK (act IN ('publish', 'rollback', 'split'));

-- Every version that an environment runs, with its share of the calls.
CREATE VIEW flow_shares WITH (security_invoker = true) AS
  SELECT p.account_id, p.flow_id, p.environment, p.version,
         100 - coalesce((SELECT sum(c.weight_percent) FROM flow_canaries c
                         WHERE c.flow_id = p.flow_id AND c.environment = p.environment), 0)::int AS weight_percent
  FROM flow_pointers p
  UNION ALL
  SELECT c.account_id, c.flow_id, c.environment, c.version, c.weight_percent FROM flow_canaries c;
GRANT SELECT ON flow_shares TO talkif_app;

-- The version that a call gets: the same each time that the same call asks, as long as the shares stay as they are.
CREATE FUNCTION version_for_call(flow text, stage text, call text) RETURNS text
  LANGUAGE sql STABLE
  BEGIN ATOMIC
    SELECT s.version
    FROM (SELECT version, sum(weight_percent) OVER (ORDER BY weight_percent DESC, version) AS up_to
          FROM flow_shares WHERE flow_id = flow AND environment = stage) s
    WHERE s.up_to > ('x' || left(encode(sha256(convert_to(call, 'UTF8')), 'hex'), 8))::bit(32)::bigint % 100
    ORDER BY s.up_to LIMIT 1;
  END;

DROP FUNCTION route_number;

CREATE FUNCTION route_number(called text, call text)
  RETURNS TABLE (account_id text, account_name text, timezone text, provider text, flow_id text, environment text,
                 version text, digest text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    SELECT n.account_id, a.name, a.timezone, n.provider, n.flow_id, n.environment, v.version, v.digest
    FROM phone_numbers n
    JOIN accounts a USING (account_id)
    LEFT JOIN flow_versions v
      ON v.flow_id = n.flow_id AND v.version = version_for_call(n.flow_id, n.environment, call)
    WHERE n.number = called;
  END;

REVOKE ALL ON FUNCTION version_for_call, route_number FROM PUBLIC;
GRANT EXECUTE ON FUNCTION version_for_call, route_number TO talkif_app;

CREATE INDEX calls_by_flow ON calls (flow_id, created_at);
