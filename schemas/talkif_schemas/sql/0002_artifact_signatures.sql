-- Who signed an artifact. A runtime with TALKIF_TRUSTED_KEYS runs only what one of its keys has signed.
CREATE TABLE artifact_signatures (
  account_id text NOT NULL REFERENCES accounts,
  digest text NOT NULL,
  key_id text NOT NULL CHECK (key_id ~ '^[0-9a-f]{16}$'),
  signature text NOT NULL,                       -- 64 bytes in Base64
  signed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, digest, key_id),
  FOREIGN KEY (account_id, digest) REFERENCES artifacts
);

ALTER TABLE artifact_signatures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON artifact_signatures TO talkif_app USING (account_id = current_account());
GRANT SELECT, INSERT ON artifact_signatures TO talkif_app;
