-- A key counts its changes, as whatever else two may change at once.

ALTER TABLE api_keys ADD COLUMN revision int NOT NULL DEFAULT 1;
