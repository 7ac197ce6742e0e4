-- Whoever has an IPv6 address has the whole /64 around it (RFC 6177), so failures are counted for that.

CREATE FUNCTION network_of(client inet) RETURNS inet LANGUAGE sql IMMUTABLE
  RETURN CASE family(client) WHEN 6 THEN network(set_masklen(client, 64))::inet ELSE client END;

CREATE OR REPLACE FUNCTION admit_request(
    key_hash bytea, client inet, wanted_account text, resource text, access text,
    burst double precision, per_second double precision, failure_burst double precision, failures_per_second double precision)
  RETURNS TABLE (verdict text, key_id text, account_id text, scopes text[], tokens double precision)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
#variable_conflict use_column
DECLARE
  api_key api_keys;
  today date := (now() AT TIME ZONE 'UTC')::date;
  left_over double precision;
  is_refused boolean := false;
  outcome text;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT k.* INTO api_key FROM api_keys k
  WHERE k.hash = key_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
  IF NOT FOUND THEN
    IF client IS NOT NULL THEN
      INSERT INTO failed_addresses AS f (address, tokens, refilled_at) VALUES (network_of(client), failure_burst - 1, now())
      ON CONFLICT (address) DO UPDATE SET
        tokens = spent(filled(f.tokens, f.refilled_at, failure_burst, failures_per_second)),
        refused = filled(f.tokens, f.refilled_at, failure_burst, failures_per_second) < 1,
        refilled_at = now()
      RETURNING f.tokens, f.refused INTO left_over, is_refused;
    END IF;
    RETURN QUERY SELECT CASE WHEN is_refused THEN 'too_many_failures' ELSE 'unknown_key' END,
      NULL::text, NULL::text, NULL::text[], coalesce(left_over, 0);
    RETURN;
  END IF;

  INSERT INTO api_key_meters AS m (key_id, account_id, tokens, refilled_at, request_count, last_used_at)
  VALUES (api_key.key_id, api_key.account_id, burst - 1, now(), 1, now())
  ON CONFLICT (key_id) DO UPDATE SET
    tokens = spent(filled(m.tokens, m.refilled_at, burst, per_second)),
    refused = filled(m.tokens, m.refilled_at, burst, per_second) < 1,
    refilled_at = now(), request_count = m.request_count + 1, last_used_at = now()
  RETURNING m.tokens, m.refused INTO left_over, is_refused;

  outcome := CASE
    WHEN is_refused THEN 'too_many_requests'
    WHEN api_key.account_id <> wanted_account THEN 'other_account'
    WHEN api_key.allowed_cidrs <> '{}' AND (client IS NULL OR NOT client <<= ANY (api_key.allowed_cidrs::inet[])) THEN 'address'
    WHEN NOT (api_key.scopes && ARRAY['*', resource || ':*', resource || ':' || access]) THEN 'scope'
    ELSE 'ok'
  END;

  INSERT INTO api_key_days AS d (key_id, account_id, day, requests, errors)
  VALUES (api_key.key_id, api_key.account_id, today, 1, (outcome <> 'ok')::int)
  ON CONFLICT (key_id, day) DO UPDATE SET requests = d.requests + 1, errors = d.errors + excluded.errors;
  IF outcome <> 'ok' THEN
    UPDATE api_key_meters m SET error_count = m.error_count + 1 WHERE m.key_id = api_key.key_id;
  END IF;
  IF client IS NOT NULL AND NOT EXISTS (
      SELECT FROM api_key_addresses a WHERE a.key_id = api_key.key_id AND a.day = today AND a.address = client) THEN
    INSERT INTO api_key_addresses (key_id, account_id, day, address)
    VALUES (api_key.key_id, api_key.account_id, today, client) ON CONFLICT DO NOTHING;
  END IF;
  RETURN QUERY SELECT outcome, api_key.key_id, api_key.account_id, api_key.scopes, left_over;
END
$$;
