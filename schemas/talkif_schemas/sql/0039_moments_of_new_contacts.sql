-- When the id of a contact was made, a UUIDv7: what its created_at is, and its updated_at as long as nothing has changed.
-- That lies after the beginning of the transaction, which now() is.
CREATE FUNCTION contact_made_at(contact_id text) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_timestamp(('x' || substr(contact_id, 9, 12))::bit(48)::bigint / 1000.0::double precision);
