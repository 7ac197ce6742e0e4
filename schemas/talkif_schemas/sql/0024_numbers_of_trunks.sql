-- A trunk's number proves nothing: anybody may name any number. So it leads to its trunk alone, and holds nobody off
-- from the number at Twilio, where the account that has it is asked.

ALTER TABLE phone_numbers DROP CONSTRAINT phone_numbers_number_key;
CREATE UNIQUE INDEX phone_numbers_at_twilio ON phone_numbers (number) WHERE provider <> 'sip';
CREATE UNIQUE INDEX phone_numbers_of_trunk ON phone_numbers (provider_id, number) WHERE provider = 'sip';

CREATE OR REPLACE FUNCTION route_number(called text, call text)
  RETURNS TABLE (account_id text, account_name text, timezone text, provider_id text, flow_id text, environment text,
                 version text, digest text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    SELECT n.account_id, a.name, a.timezone, n.provider_id, n.flow_id, n.environment, v.version, v.digest
    FROM phone_numbers n
    JOIN accounts a USING (account_id)
    LEFT JOIN flow_versions v
      ON v.flow_id = n.flow_id AND v.version = coalesce(n.version, version_for_call(n.flow_id, n.environment, call))
    WHERE n.number = called AND n.provider <> 'sip';
  END;

CREATE OR REPLACE FUNCTION carrier_login(call text, carrier_name text, carrier_call text, called text)
  RETURNS TABLE (provider_id text, type text, account_sid text, credentials bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
  BEGIN ATOMIC
    WITH places AS (
      SELECT 1 AS rank, c.provider_id FROM calls c WHERE c.call_id = call
      UNION ALL
      SELECT 2, c.provider_id FROM calls c WHERE c.carrier = carrier_name AND c.carrier_call_id = carrier_call
      UNION ALL
      SELECT 3, n.provider_id FROM phone_numbers n WHERE n.number = called AND n.provider <> 'sip'
    ), place AS (SELECT places.provider_id FROM places ORDER BY rank LIMIT 1)
    SELECT place.provider_id, p.type, p.config ->> 'accountSid', p.credentials
    FROM (SELECT 1) AS always
    LEFT JOIN place ON true
    LEFT JOIN telephony_providers p ON p.provider_id = place.provider_id;
  END;
